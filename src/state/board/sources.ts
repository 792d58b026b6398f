/** From what the board says of a network or a picture to their files, without touching what is on the table. */
import type { ModelSource, NetworkPicture } from '../../engine/protocol';
import type { Crop } from '../../core/cropWindow';
import type { NetworkInput } from '../../core/modelCard';
import { downloadModel } from '../../networks/download';
import { modelAddress, nameOfModel } from '../../networks/modelAddress';
import { fetchPicture } from '../../pictures/fetchPicture';
import { fitToNetwork } from '../../pictures/fitToNetwork';
import { openPicture } from '../../pictures/openPicture';
import { rawAddress } from '../../pictures/webAddress';
import { pictureFetchFailed } from '../../ui/texts';
import { boardTexts } from '../../ui/textsBoard';
import { keptFrom, keptModel } from '../keptModels';
import { sourceOnTable } from '../models';
import { readApp } from '../store';
import { useTray } from '../tray';
import { unpackedModel } from '../unpackedModel';
import { sampleOf } from './pictureName';
import type { BoardModel, BoardPicture } from './subject';

/** @throws Error with a message that names the network and the remedy */
export async function modelSource({ link, choices, sha256, title }: BoardModel, signal: AbortSignal): Promise<ModelSource> {
  const fed = choices && { choices };
  if (link === null) {
    const kept = sha256 === null ? undefined : ((await keptModel(sha256)) ?? filesOnTable(sha256));
    if (!kept) throw new Error(boardTexts.networkGone(title));
    return { kind: 'files', name: kept.name, files: kept.files, ...fed };
  }
  if (!link.startsWith('url:')) {
    const { catalogue } = readApp();
    if (catalogue.length > 0 && !catalogue.some(({ id }) => id === link)) throw new Error(boardTexts.networkUnknown(link));
    return { kind: 'catalogue', id: link, ...fed };
  }
  const address = modelAddress(link.slice('url:'.length), document.baseURI);
  const kept = await keptFrom(address);
  if (kept) return { kind: 'files', name: kept.name, files: kept.files, ...fed };
  const downloaded = await downloadModel(address, { signal, onProgress: () => undefined });
  return { kind: 'files', ...(await unpackedModel(nameOfModel(address), downloaded)), ...fed };
}

/** Where the browser keeps nothing, the network on the table is still there. */
function filesOnTable(sha256: string) {
  const source = sourceOnTable(sha256);
  return source?.kind === 'files' ? source : undefined;
}

/** A picture as one network sees it, and what is known of the file. */
export interface FittedForBoard {
  readonly name: string;
  readonly sha256: string;
  readonly width: number;
  readonly height: number;
  readonly crop: Crop;
  readonly seen: NetworkPicture;
}

const files = new Map<string, Promise<Blob>>();
const MOST_FILES = 40;

/** Files stay for the visit: several networks look at the same picture. */
function fileOf(link: string, signal: AbortSignal): Promise<Blob> {
  const known = files.get(link);
  if (known) return known;
  const file = fetchFile(link, signal);
  files.set(link, file);
  file.catch(() => files.delete(link));
  for (const oldest of files.keys()) {
    if (files.size <= MOST_FILES) break;
    files.delete(oldest);
  }
  return file;
}

async function fetchFile(link: string, signal: AbortSignal): Promise<Blob> {
  if (link.startsWith('url:')) return fetchPicture(new URL(rawAddress(link.slice('url:'.length)), document.baseURI).href, { signal });
  const sample = sampleOf(link);
  if (!sample) throw new Error(boardTexts.sampleUnknown(link.replace(/^sample:/, '')));
  const response = await fetch(new URL(`samples/${sample.file}`, document.baseURI), { signal });
  if (!response.ok) throw new Error(pictureFetchFailed(sample.file, `HTTP ${response.status}`));
  return response.blob();
}

/** @throws Error with a message that names the picture and the remedy */
export async function fittedPicture(wanted: BoardPicture, input: NetworkInput, signal: AbortSignal): Promise<FittedForBoard> {
  const { link, sha256, own, window } = wanted;
  const file = link === null ? (own?.file ?? useTray.getState().pictures.find((picture) => picture.sha256 === sha256)?.file ?? null) : await fileOf(link, signal);
  if (!file) return seenBefore(wanted, input);
  const picture = await openPicture(file, wanted.name);
  try {
    const { picture: seen, crop } = await fitToNetwork(picture, input, window);
    const { name, width, height } = picture;
    return { name, sha256: picture.sha256, width, height, crop, seen };
  } finally {
    picture.bitmap.close();
  }
}

/** Without the file, a picture can be shown to networks of the size that it was cut to. */
function seenBefore({ own, name }: BoardPicture, { width, height }: NetworkInput): FittedForBoard {
  const picture = own?.record?.picture;
  const seen = picture?.seen;
  if (!picture || !seen || seen.width !== width || seen.height !== height) throw new Error(boardTexts.pictureGone(name));
  return { name: picture.name, sha256: picture.sha256, width: picture.width, height: picture.height, crop: picture.crop, seen };
}
