/** Addresses of networks: what people paste, and the files behind it. */
import { nameOfAddress, rawAddress } from '../pictures/webAddress';

/**
 * The address of the file itself: pages of GitHub and Hugging Face are rewritten, and a folder is taken for the model.json in it.
 * @param base the page's own address, for addresses without a host
 */
export function modelAddress(written: string, base: string): string {
  const url = new URL(rawAddress(new URL(written.trim(), base).href));
  if (url.hostname === 'tfhub.dev' && !url.searchParams.has('tfjs-format')) url.searchParams.set('tfjs-format', 'file');
  if (url.pathname.endsWith('/') && url.pathname !== '/') url.pathname += 'model.json';
  return url.href;
}

/** A file beside another; what the address asks for behind its path (a token, a format) is asked for again. */
export function besideAddress(path: string, address: string): string {
  const url = new URL(path, address);
  if (url.search === '') url.search = new URL(address).search;
  return url.href;
}

/** The folder's name for a model.json, else the file's. */
export function nameOfModel(address: string): string {
  const { pathname, hostname } = new URL(address);
  const parts = pathname.split('/').filter(Boolean);
  const last = parts.at(-1);
  if (last === undefined) return hostname;
  return nameOfAddress(last === 'model.json' && parts.length > 1 ? parts.at(-2)! : last).replace(/\.(onnx|zip)$/i, '');
}

/** Large files of GitHub repositories are elsewhere: at the raw address stands a note that says so. */
export function largeFileAddress(address: string): string | null {
  const url = new URL(address);
  if (url.hostname !== 'raw.githubusercontent.com') return null;
  const [owner, repository, ...rest] = url.pathname.split('/').filter(Boolean);
  if (!owner || !repository || rest.length < 2) return null;
  // raw addresses may name the branch in full.
  const path = rest[0] === 'refs' && rest[1] === 'heads' ? rest.slice(2) : rest;
  return `https://media.githubusercontent.com/media/${owner}/${repository}/${path.join('/')}`;
}
