/** The pictures that a batch can be made of, and what it takes from the table. */
import { openPicture } from '../../pictures/openPicture';
import { thumbnailOf } from '../../pictures/thumbnail';
import type { SamplePicture } from '../../core/modelCard';
import type { BoardSubject } from '../board/subject';
import { resolveLayers } from '../layerChoice';
import type { AppState } from '../store';
import { suitingSamples } from '../suitingSamples';
import type { TrayPicture } from '../tray';
import type { Batch, BatchPicture } from './batch';

/** Samples of the size that the network was made for, then the viewer's own of this visit. */
export async function picturesToChoose({ samples, model }: Pick<AppState, 'samples' | 'model'>, tray: readonly TrayPicture[]): Promise<readonly BatchPicture[]> {
  const suiting = model ? suitingSamples(samples, model.card) : samples;
  return [...suiting.map(ofSample), ...(await Promise.all(tray.map(ofTray)))];
}

function ofSample({ id, title, file }: SamplePicture): BatchPicture {
  return { picture: { link: `sample:${id}`, window: null, name: title, sha256: null, own: null }, thumbnail: `samples/${file}` };
}

async function ofTray({ link, name, sha256, file, thumbnail }: TrayPicture): Promise<BatchPicture> {
  // The tray revokes its addresses; the batch keeps the image itself, also over a reload.
  const image = await (await fetch(thumbnail)).blob();
  return { picture: { link, window: null, name, sha256, own: link === null ? { file, record: null } : null }, thumbnail: image };
}

export interface OpenedFiles {
  readonly pictures: readonly BatchPicture[];
  /** One sentence for each file that is no picture, with its name and the remedy. */
  readonly refusals: readonly string[];
}

export async function picturesOfFiles(files: readonly { readonly blob: Blob; readonly name: string }[]): Promise<OpenedFiles> {
  const pictures: BatchPicture[] = [];
  const refusals: string[] = [];
  for (const { blob, name } of files) {
    try {
      const opened = await openPicture(blob, name);
      const address = await thumbnailOf(opened.bitmap);
      opened.bitmap.close();
      const thumbnail = await (await fetch(address)).blob();
      URL.revokeObjectURL(address);
      pictures.push({ picture: { link: null, window: null, name: opened.name, sha256: opened.sha256, own: { file: blob, record: null } }, thumbnail });
    } catch (error) {
      refusals.push(error instanceof Error ? error.message : String(error));
    }
  }
  return { pictures, refusals };
}

/** What is chosen on the table, for these pictures; null while no network is loaded. */
export function batchOfTable({ model, setup }: Pick<AppState, 'model' | 'setup'>, chosen: BoardSubject | null, pictures: readonly BatchPicture[]): Batch | null {
  if (!model?.loaded || !chosen) return null;
  const { layerIds } = resolveLayers(setup.layers, model.layers);
  const isChosen = new Set(layerIds);
  return { model: chosen.model, spec: chosen.spec, layers: model.layers.filter(({ id }) => isChosen.has(id)), pictures, isPaused: false };
}
