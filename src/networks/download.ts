/** A network's files from an address: counted as they come, stopped on request, given out only when they are whole. */
import { piecesOf, requestAnonymously } from '../pictures/webRequest';
import { externalFilesOf } from './externalData';
import { besideAddress, largeFileAddress } from './modelAddress';

export interface DownloadProgress {
  readonly receivedBytes: number;
  /** null where neither the server nor the model says. */
  readonly totalBytes: number | null;
}

export interface DownloadOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: DownloadProgress) => void;
}

/** More than a page can hold beside the tensors made of it. */
export const DOWNLOADED_BYTES_MOST = 1.5e9;
/** Weight files fetched at once. */
const AT_ONCE = 4;
const POINTER = 'version https://git-lfs';

/**
 * @param address absolute, of a model.json, an .onnx or a .zip
 * @returns model.json with its weight files by their paths, an .onnx with its files of weights, or the .zip as it is
 * @throws Error with a message that names the address and is ready to show; the signal's reason when aborted
 */
export async function downloadModel(address: string, { signal, onProgress }: DownloadOptions): Promise<File[]> {
  let receivedBytes = 0;
  let totalBytes: number | null = null;
  const count = (bytes: number) => {
    receivedBytes += bytes;
    if (receivedBytes > DOWNLOADED_BYTES_MOST) throw new DownloadError(`${address} is larger than ${DOWNLOADED_BYTES_MOST / 1e9} GB, more than fits beside its tensors; nothing of it was kept. Choose a smaller network.`);
    onProgress({ receivedBytes, totalBytes: totalBytes !== null && receivedBytes > totalBytes ? null : totalBytes });
  };
  const fetchFile = async (from: string, onLength: (bytes: number) => void = () => undefined) =>
    readWhole(from, await requestAnonymously(from, signal, () => new DownloadError(unreachable(from))), { signal, count, onLength });

  let main = await fetchFile(address, (bytes) => (totalBytes = bytes));
  if (!main) throw new DownloadError(`No model was found at ${address}. Check the address; it should end in model.json, .onnx or .zip.`);
  let from = address;
  const large = (await startsWith(main, POINTER)) ? largeFileAddress(address) : null;
  if (large !== null) {
    from = large;
    main = await fetchFile(large, (bytes) => (totalBytes = receivedBytes + bytes));
    if (!main) throw new DownloadError(`GitHub keeps ${address} as a large file, but gives nothing at ${large}. Download it there and drop the file here.`);
  }
  const { name, paths, bytes } = await contentsOf(main, fileNameOf(address));
  if (bytes !== null) totalBytes = receivedBytes + bytes;
  count(0);
  const others: File[] = [];
  const open = [...paths];
  const worker = async () => {
    for (let path = open.shift(); path !== undefined; path = open.shift()) {
      const blob = await fetchFile(besideAddress(path, from));
      if (!blob) throw new DownloadError(`${address}: the weight file "${path}" is missing beside it. Put all files of the folder on the server, or drop the folder here.`);
      others.push(new File([blob], path));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return [new File([main], name), ...others];
}

class DownloadError extends Error {}

/** What the first file is and which others belong to it. `bytes` of those others, where the file says. */
async function contentsOf(main: Blob, fileName: string): Promise<{ name: string; paths: readonly string[]; bytes: number | null }> {
  const head = new Uint8Array(await main.slice(0, 4).arrayBuffer());
  if (head[0] === 0x50 && head[1] === 0x4b) return { name: fileName.endsWith('.zip') ? fileName : `${fileName}.zip`, paths: [], bytes: null };
  if (/^\s*[{<[]/.test(await main.slice(0, 64).text())) return { name: 'model.json', ...shardsOf(await main.text()) };
  const name = /\.onnx$/i.test(fileName) ? fileName : `${fileName}.onnx`;
  return { name, paths: externalFilesOf(new Uint8Array(await main.arrayBuffer())), bytes: null };
}

const BYTES: Readonly<Record<string, number>> = { float32: 4, int32: 4, bool: 1, uint8: 1, uint16: 2, float16: 2, complex64: 8 };

/** A model.json that is none is not our business: reading it says what is wrong. */
function shardsOf(text: string): { paths: string[]; bytes: number | null } {
  type Weight = { shape?: number[]; dtype?: string; quantization?: { dtype?: string } };
  try {
    const json = JSON.parse(text) as { weightsManifest?: { paths?: string[]; weights?: Weight[] }[] };
    const groups = Array.isArray(json.weightsManifest) ? json.weightsManifest : [];
    const sizes = groups.flatMap(({ weights = [] }) =>
      weights.map(({ shape = [], dtype = '', quantization }) => shape.reduce((product, size) => product * size, BYTES[quantization?.dtype ?? dtype] ?? Number.NaN)));
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    return { paths: [...new Set(groups.flatMap(({ paths = [] }) => paths))], bytes: Number.isFinite(bytes) ? bytes : null };
  } catch {
    return { paths: [], bytes: null };
  }
}

function fileNameOf(address: string): string {
  const last = new URL(address).pathname.split('/').filter(Boolean).at(-1) ?? 'model';
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

async function startsWith(blob: Blob, text: string): Promise<boolean> {
  return (await blob.slice(0, text.length).text()) === text;
}

interface Reading {
  readonly signal: AbortSignal;
  readonly count: (bytes: number) => void;
  readonly onLength: (bytes: number) => void;
}

/** @returns null where the server has no such file */
async function readWhole(address: string, response: Response, { signal, count, onLength }: Reading): Promise<Blob | null> {
  // Single-page hosts answer a missing file with their index.html.
  const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false;
  if (response.status === 404 || response.status === 410 || (response.ok && isPage)) return null;
  if (!response.ok) throw new DownloadError(refusedWith(response.status, address));
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  const isPacked = (response.headers.get('content-encoding') ?? 'identity') !== 'identity';
  if (Number.isFinite(length) && length > 0 && !isPacked) onLength(length);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const brokenOff = (bytes: number) =>
    new DownloadError(`${address} broke off after ${bytes} bytes; nothing of it was kept. Open it again, or download the files and drop them here.`);
  for await (const piece of piecesOf(response, signal, brokenOff)) {
    parts.push(piece);
    count(piece.length);
  }
  return new Blob(parts);
}

/** Browsers do not tell a page whether a server refused it or was never reached, so that the message must cover both. */
function unreachable(address: string): string {
  const { protocol, host, origin } = new URL(address);
  if (navigator.onLine === false && origin !== location.origin) return `${address} could not be fetched: this machine is offline. Connect it, or drop the model’s files here.`;
  if (protocol === 'http:' && location.protocol === 'https:') {
    return `${address} could not be fetched: this page came over https and may not read http addresses. Try https:, or download the files and drop them here.`;
  }
  return (
    `${address} could not be fetched. Either ${host} is not there, or it does not allow other pages to read it (CORS). ` +
    'Download the files and drop them or their folder here instead; or put them on a server that sends Access-Control-Allow-Origin, as Hugging Face and raw GitHub files do.'
  );
}

function refusedWith(status: number, address: string): string {
  const why = status === 401 || status === 403 ? 'the server wants a sign-in or refuses' : 'the server failed';
  return `${address} could not be read: ${why} (HTTP ${status}). Check the address, or download the files and drop them here.`;
}
