/** What was dropped, pasted or picked: one picture, one network, or a sentence that says why neither. */
import type { DroppedContent, FoundFile } from './classifyFiles';
import { linkInText } from '../link/linkInText';
import { classifyFiles } from './classifyFiles';

export type { DroppedContent };

/** Folders are searched this deep and for this many files: a home folder dropped by mistake must not hang the page. */
const DEPTH_MOST = 6;
const FILES_MOST = 2000;

/**
 * For drop and paste events. Call it within the event: everything that the browser forgets afterwards is taken out
 * before the first await. Never rejects.
 */
export async function readTransfer(data: DataTransfer): Promise<DroppedContent> {
  const loose: FoundFile[] = [];
  const folders: FileSystemEntry[] = [];
  for (const item of data.items) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry();
    const file = item.getAsFile();
    if (entry?.isDirectory) folders.push(entry);
    else if (file) loose.push({ path: file.name, file });
  }
  const text = data.getData('text/uri-list') || data.getData('text/plain');
  if (loose.length === 0 && folders.length === 0) {
    const hash = linkInText(text);
    return hash === null ? { kind: 'refused', message: refusalOfText(text) } : { kind: 'link', hash };
  }
  try {
    const found = [...loose];
    for (const folder of folders) await collect(folder, 0, found);
    return classifyFiles(found);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: 'refused', message: `What was dropped could not be read (${reason}). Drop the files themselves, without their folder.` };
  }
}

/** For file pickers, those for folders too. */
export function readFiles(files: readonly File[]): DroppedContent {
  return classifyFiles(files.map((file) => ({ path: file.webkitRelativePath || file.name, file })));
}

function refusalOfText(text: string): string {
  const address = /^https?:\/\/\S+$/.exec(text.trim())?.[0];
  if (address) {
    return (
      'That is an address, and this page fetches nothing by itself. To open a picture from an address, put it in the field under ' +
      `Picture > From an address, or add image=url:${encodeURIComponent(address)} to this page's link; or save the picture and drop the file.`
    );
  }
  if (text.trim() === '') return 'There was no file in it. Drop or paste a picture, or the folder of a network.';
  return (
    'That is text, not a picture. Drop or paste a picture, or give the address of one in this page’s link, as image=url: ' +
    'followed by the address.'
  );
}

async function collect(entry: FileSystemEntry, depth: number, found: FoundFile[]): Promise<void> {
  if (found.length >= FILES_MOST) return;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    found.push({ path: entry.fullPath.replace(/^\//, ''), file });
    return;
  }
  if (depth >= DEPTH_MOST) return;
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // A reader hands out a folder in batches and says with an empty one that it is through.
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return;
    for (const inner of batch) await collect(inner, depth + 1, found);
  }
}
