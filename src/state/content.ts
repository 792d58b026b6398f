import { looksLikeLesson } from '../lessons/looksLikeLesson';
import type { DroppedContent } from '../pictures/transfer';
import { looksLikeRun } from '../records/looksLikeRun';
import { openLesson } from './lessonDoor';
import { openModelFiles } from './ownModels';
import { takePictures } from './takePictures';
import type { PictureOrigin } from './tray';
import { clearTopic, tell } from './store';
import { withPart } from './withPart';

/** Enough of a file to see what it calls itself. */
const FORMAT_WITHIN = 4096;

/** Runs that were exported; a single file that is none may still be a network's, under another name. */
async function openJsonFiles(files: readonly File[]): Promise<void> {
  const [first] = files;
  if (!first) return;
  // Programs write the keys in any order: the maps, which are long, may come before the format.
  const ends = await new Blob([first.slice(0, FORMAT_WITHIN), first.slice(-FORMAT_WITHIN)]).text();
  if (files.length === 1 && looksLikeLesson(ends)) return openLesson({ kind: 'file', name: first.name, text: await first.text() });
  if (files.length === 1 && !looksLikeRun(ends)) {
    return openModelFiles(first.name.replace(/\.[a-z]+$/i, ''), files);
  }
  await withPart(() => import('./openRunFiles'), ({ openRunFiles }) => openRunFiles(files));
}

/** What was dropped, pasted or picked goes where it belongs; what is refused changes nothing. */
export function takeContent(content: DroppedContent, origin: PictureOrigin = 'file'): Promise<void> {
  clearTopic(content.kind === 'model' ? 'model' : 'picture');
  switch (content.kind) {
    case 'picture':
      return takePictures([content], origin);
    case 'pictures':
      return takePictures(content.pictures, origin);
    case 'model':
      return openModelFiles(content.name, content.files);
    case 'json':
      return openJsonFiles(content.files);
    case 'session':
      return withPart(() => import('./openSession'), ({ openSessionFile }) => openSessionFile(content.file));
    case 'refused':
      tell('error', 'picture', content.message);
      return Promise.resolve();
    default: {
      const unknown: never = content;
      throw new Error(`unknown content ${JSON.stringify(unknown)}`);
    }
  }
}
