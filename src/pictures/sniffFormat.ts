/** Says what a file is by its first bytes: names and MIME types lie, magic numbers seldom do. */
import { asciiAt, uint32BigEndian } from './bytes';

export type PictureFormat = 'jpeg' | 'png' | 'gif' | 'webp' | 'bmp' | 'avif' | 'heic' | 'svg';

export type Sniffed =
  | { readonly kind: 'picture'; readonly format: PictureFormat }
  /** `what` completes "is ..."; `remedy` is a sentence. */
  | { readonly kind: 'other'; readonly what: string; readonly remedy: string }
  | { readonly kind: 'unknown' };

/** How many bytes from the start `sniffFormat` may look at. */
export const SNIFFED_BYTES = 4096;

const CONVERT = 'Save it as PNG or JPEG and drop that.';
const EXPORT_PAGE = 'Export the page as PNG or JPEG and drop that.';
const FRAME = 'Save one frame as PNG or JPEG and drop that.';
const MODEL = 'A network is dropped as its folder, with model.json in it.';

type Signature = readonly [start: string, what: string, remedy: string];

/** What people drop by mistake, by the characters it starts with. */
const OTHER_FILES: readonly Signature[] = [
  ['%PDF-', 'a PDF document', EXPORT_PAGE],
  ['%!PS', 'a PostScript file', EXPORT_PAGE],
  ['8BPS', 'a Photoshop file', CONVERT],
  ['II*\0', 'a TIFF picture, which browsers do not show', CONVERT],
  ['MM\0*', 'a TIFF picture, which browsers do not show', CONVERT],
  ['\xff\x0a', 'a JPEG XL picture, which most browsers do not show', CONVERT],
  ['\0\0\0\x0cJXL ', 'a JPEG XL picture, which most browsers do not show', CONVERT],
  ['\0\0\0\x0cjP  ', 'a JPEG 2000 picture, which browsers do not show', CONVERT],
  ['\x1aE\xdf\xa3', 'a video', FRAME],
  ['PK\x03\x04', 'a ZIP archive (or a document made of one)', 'Unpack it and drop what is inside.'],
  ['\x1f\x8b', 'a gzip archive', 'Unpack it and drop what is inside.'],
  ['7z\xbc\xaf', 'a 7-Zip archive', 'Unpack it and drop what is inside.'],
  ['Rar!', 'a RAR archive', 'Unpack it and drop what is inside.'],
  ['\x89HDF', 'an HDF5 file', MODEL],
  ['\x93NUMPY', 'a NumPy array', CONVERT],
  ['ID3', 'a sound file', 'Drop a picture instead.'],
  ['OggS', 'a sound or video file', 'Drop a picture instead.'],
  ['\x7fELF', 'a program', 'Drop a picture instead.'],
  ['MZ', 'a program', 'Drop a picture instead.'],
];

/** @param head the first SNIFFED_BYTES bytes of the file, or all of it. */
export function sniffFormat(head: Uint8Array): Sniffed {
  const start = asciiAt(head, 0, 16);
  const format = pictureFormat(head, start);
  if (format) return { kind: 'picture', format };
  const other = OTHER_FILES.find(([signature]) => start.startsWith(signature));
  if (other) return { kind: 'other', what: other[1], remedy: other[2] };
  if (start.slice(4, 8) === 'ftyp') return { kind: 'other', what: 'a video', remedy: FRAME };
  if (start.startsWith('RIFF')) return { kind: 'other', what: 'a sound or video file', remedy: FRAME };
  return sniffText(head);
}

function pictureFormat(head: Uint8Array, start: string): PictureFormat | null {
  if (start.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (start.startsWith('GIF87a') || start.startsWith('GIF89a')) return 'gif';
  if (start.startsWith('RIFF') && start.slice(8, 12) === 'WEBP') return 'webp';
  if (start.startsWith('BM') && start.length >= 14) return 'bmp';
  if (start.slice(4, 8) === 'ftyp') return isoPictureFormat(head);
  return null;
}

/** AVIF and HEIC say so among the brands of their first box (ISO/IEC 14496-12, 4.3). */
function isoPictureFormat(head: Uint8Array): PictureFormat | null {
  const end = Math.min(uint32BigEndian(head, 0), head.length);
  const brands: string[] = [];
  for (let offset = 8; offset + 4 <= end; offset += 4) brands.push(asciiAt(head, offset, 4));
  if (brands.some((brand) => brand === 'avif' || brand === 'avis')) return 'avif';
  return brands.some((brand) => /^(heic|heix|hevc|hevx|heim|heis|mif1|msf1)$/.test(brand)) ? 'heic' : null;
}

function sniffText(head: Uint8Array): Sniffed {
  let text: string;
  try {
    // A character may be cut in two where the head ends, which streaming forgives.
    text = new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
  } catch {
    return { kind: 'unknown' };
  }
  if (text.includes('\0')) return { kind: 'unknown' };
  const trimmed = text.trimStart();
  if (/^(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*|<!DOCTYPE svg[^[>]*(\[[\s\S]*?\])?\s*>\s*)*<svg[\s>]/i.test(trimmed)) {
    return { kind: 'picture', format: 'svg' };
  }
  if (/^(<!DOCTYPE html|<html)/i.test(trimmed)) {
    return { kind: 'other', what: 'a web page', remedy: 'Save the picture in it and drop that.' };
  }
  return { kind: 'other', what: 'a text file', remedy: 'Drop a JPEG, PNG, WebP, GIF, BMP, AVIF or SVG picture.' };
}
