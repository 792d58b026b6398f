/** A picture's file from an address: counted as it comes, stopped on request, kept only when it is whole. */
import { PictureError } from './pictureError';
import { piecesOf, requestAnonymously } from './webRequest';

export interface FetchProgress {
  readonly receivedBytes: number;
  /** null where the server does not say. */
  readonly totalBytes: number | null;
}

export interface FetchOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: FetchProgress) => void;
}

/** More than any picture that can be opened. */
export const FETCHED_BYTES_MOST = 200e6;

/**
 * @param address absolute, http or https.
 * @throws PictureError with a message that names the address and is ready to show; the signal's reason when aborted.
 */
export async function fetchPicture(address: string, { signal, onProgress }: FetchOptions): Promise<Blob> {
  const response = await requestAnonymously(address, signal, () => new PictureError('not-fetched', unreachable(address)));
  if (!response.ok) throw new PictureError('not-fetched', refusedWith(response.status, address));
  const declared = Number(response.headers.get('Content-Length') ?? Number.NaN);
  let totalBytes = Number.isFinite(declared) && declared > 0 ? declared : null;
  if (totalBytes !== null && totalBytes > FETCHED_BYTES_MOST) throw tooLarge(address);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let receivedBytes = 0;
  const brokenOff = (bytes: number) => new PictureError(
    'not-fetched',
    `The picture ${address} broke off after ${bytes} bytes${totalBytes === null ? '' : ` of ${totalBytes}`}; nothing of it was kept. Fetch it again, or save it and drop the file.`,
  );
  for await (const piece of piecesOf(response, signal, brokenOff)) {
    parts.push(piece);
    receivedBytes += piece.length;
    if (receivedBytes > FETCHED_BYTES_MOST) throw tooLarge(address);
    // The declared length is that of the compressed file where the server compresses.
    if (totalBytes !== null && receivedBytes > totalBytes) totalBytes = null;
    onProgress?.({ receivedBytes, totalBytes });
  }
  return new Blob(parts, { type: response.headers.get('Content-Type') ?? '' });
}

/** Browsers do not tell a page whether a server refused it or was never reached, so that the message must cover both. */
function unreachable(address: string): string {
  const { protocol, origin, host } = new URL(address);
  if (navigator.onLine === false && origin !== location.origin) {
    return `The picture ${address} could not be fetched: this machine is offline. Connect it, or drop a file.`;
  }
  if (protocol === 'http:' && location.protocol === 'https:') {
    return `The picture ${address} could not be fetched: this page came over https and may not read http addresses. Try https:, or save the picture and drop the file.`;
  }
  return (
    `The picture ${address} could not be fetched: ${host} does not let other pages read its files (it sends no CORS header), or it is not there. ` +
    'Open the address in a new tab: if the picture shows there, save it and drop the file here. GitHub, Hugging Face and Wikimedia Commons let pages in.'
  );
}

function refusedWith(status: number, address: string): string {
  const why = status === 404 || status === 410 ? 'there is no such file' : status === 401 || status === 403 ? 'the server wants a sign-in or refuses' : 'the server failed';
  return `The picture ${address} could not be fetched: ${why} (HTTP ${status}). Check the address, or save the picture and drop the file.`;
}

function tooLarge(address: string): PictureError {
  return new PictureError('too-large', `${address} is larger than ${FETCHED_BYTES_MOST / 1e6} MB, more than any picture that can be opened here; nothing of it was kept. Give the address of a smaller one.`);
}
