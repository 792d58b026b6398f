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

/** How far into a file of ours its own words begin, at the most. */
const FIGURE_WITHIN = 65_536;

/** A picture that this page drew says what it was drawn from: then that is laid on the table. */
async function takePictureOrFigure(content: { readonly blob: Blob; readonly name: string }, origin: PictureOrigin): Promise<void> {
  const take = () => takePictures([content], origin);
  const head = await content.blob.slice(0, FIGURE_WITHIN).text();
  if (!/pixelsieve(\0|"[^>]*>\{)/.test(head)) return take();
  await withPart(
    () => import('./openFigure'),
    async ({ openFigure }) => {
      if (!(await openFigure(content, take))) await take();
    },
  );
}

/** What was dropped, pasted or picked goes where it belongs; what is refused changes nothing. */
export function takeContent(content: DroppedContent, origin: PictureOrigin = 'file'): Promise<void> {
  clearTopic(content.kind === 'model' ? 'model' : 'picture');
  switch (content.kind) {
    case 'picture':
      return takePictureOrFigure(content, origin);
    case 'link':
      return withPart(() => import('./openFigure'), ({ openLinkText }) => openLinkText(content.hash));
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
