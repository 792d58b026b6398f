/** A figure of this page that comes back, or its caption: what it was drawn from is laid on the table again. */
import type { FigureMetadata } from '../export/figures/metadata';
import { metadataOfSvg, METADATA_KEYWORD, readMetadata } from '../export/figures/metadata';
import { pngText } from '../export/figures/pngText';
import { parseLink } from '../link/link';
import { recordTexts } from '../ui/textsRecords';
import { figureTexts } from '../ui/textsFigures';
import { applyLink } from './applyLink';
import { keptModel } from './keptModels';
import { openKeptModel } from './ownModels';
import { cropTo } from './pictures';
import { clearTopic, offer, readApp, tell } from './store';
import { chooseFromTray } from './takePictures';
import { useTray } from './tray';
import { setView } from './viewActions';
import { viewOfSession } from './viewOfSession';

/**
 * @param asPicture for those who meant the picture itself
 * @returns false where it is none of ours after all
 */
export async function openFigure({ blob, name }: { readonly blob: Blob; readonly name: string }, asPicture: () => Promise<void>): Promise<boolean> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const text = bytes[0] === 0x89 ? pngText(bytes, METADATA_KEYWORD) : metadataOfSvg(new TextDecoder().decode(bytes));
  if (text === null) return false;
  try {
    const metadata = readMetadata(text, name);
    const notes = await layFigure(metadata);
    offer('record', { label: figureTexts.asPicture, act: () => void asPicture() }, figureTexts.opened(name), ...notes);
  } catch (error) {
    tell('error', 'record', error instanceof Error ? error.message : String(error));
  }
  return true;
}

/** Pasted: a caption, or an address of this page. */
export async function openLinkText(hash: string): Promise<void> {
  const { link, problems } = parseLink(hash);
  for (const topic of ['record', 'model', 'picture', 'layers', 'foreground', 'export'] as const) clearTopic(topic);
  await applyLink(link);
  tell(problems.length > 0 ? 'warning' : 'note', 'record', figureTexts.openedCaption, ...problems);
}

/** @returns what could not be had */
async function layFigure({ link: hash, view, networkSha256, pictureSha256, caption }: FigureMetadata): Promise<readonly string[]> {
  for (const topic of ['record', 'model', 'picture', 'layers', 'foreground', 'export'] as const) clearTopic(topic);
  const isOwnPicture = /[#&]image=dropped(:|%3A)/i.test(hash);
  const isOwnNetwork = /[#&]model=dropped(:|%3A)/i.test(hash);
  // As if the link could say it: what is missing is told of below.
  const { link } = parseLink(hash.replace(/([#&])(image|model)=dropped[^&]*&?/gi, '$1'));
  const hasPicture = isOwnPicture && (await bringPicture(pictureSha256));
  const hasNetwork = isOwnNetwork && (await bringNetwork(networkSha256));
  if (hasPicture) await cropTo(link.crop);
  const isElsewhere = isOwnPicture && !hasPicture;
  await applyLink(isElsewhere ? { ...link, crop: null, foreground: null } : link, { keepsModel: isOwnNetwork, keepsPicture: isOwnPicture });
  setView(viewOfSession(view));
  return [
    ...(isElsewhere ? [figureTexts.pictureElsewhere(caption)] : []),
    ...(isOwnNetwork && !hasNetwork ? [recordTexts.networkElsewhere] : []),
  ];
}

async function bringPicture(sha256: string): Promise<boolean> {
  if (readApp().picture?.opened.sha256 === sha256) return true;
  const inTray = useTray.getState().pictures.find((picture) => picture.sha256 === sha256);
  return inTray ? chooseFromTray(inTray) : false;
}

async function bringNetwork(sha256: string): Promise<boolean> {
  if (readApp().model?.loaded?.sha256 === sha256) return true;
  const kept = await keptModel(sha256);
  if (!kept) return false;
  await openKeptModel(sha256, kept.title, { keepsLayers: true });
  return readApp().model?.loaded?.sha256 === sha256;
}
