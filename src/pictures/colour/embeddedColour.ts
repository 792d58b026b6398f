/** What a picture's file says about its colours, for the formats that carry a profile. */
import { asciiAt, uint16BigEndian, uint32BigEndian, uint32LittleEndian } from '../bytes';
import { isoBoxes } from '../isoBoxes';
import { jpegSegments } from '../jpegSegments';
import { pngChunks } from '../pngChunks';
import type { PictureFormat } from '../sniffFormat';
import type { Chromaticity, Curve, RgbSpace } from './rgbSpace';
import { DISPLAY_P3_PRIMARIES, isSrgb, primariesToXyz, rec709ToLight, REC2020_PRIMARIES, SRGB_PRIMARIES, srgbToLight } from './rgbSpace';
import { readIccProfile } from './iccProfile';

export interface EmbeddedColour {
  readonly name: string;
  /** null where it says something that is not read here, such as tables or HDR curves. */
  readonly space: RgbSpace | null;
}

/** null for sRGB: what says so, and what says nothing. */
export async function embeddedColour(bytes: Uint8Array, format: PictureFormat): Promise<EmbeddedColour | null> {
  const found = format === 'png' ? await pngColour(bytes) : profiled(profileOf(bytes, format)) ?? isoColour(bytes, format);
  return found?.space && isSrgb(found.space) ? null : found;
}

function profiled(bytes: Uint8Array | null): EmbeddedColour | null {
  const profile = bytes && readIccProfile(bytes);
  return profile && { name: profile.name || 'a profile without a name', space: profile.space };
}

/** In the order of precedence of the PNG specification, 4.3: cICP, iCCP, sRGB, gAMA with cHRM. */
async function pngColour(bytes: Uint8Array): Promise<EmbeddedColour | null> {
  const chunks = new Map<string, Uint8Array>();
  for (const { type, data } of pngChunks(bytes)) {
    if (type === 'IDAT') break;
    chunks.set(type, data);
  }
  const coded = chunks.get('cICP');
  if (coded && coded.length >= 4) return codedColour(coded[0]!, coded[1]!);
  const profile = profiled(await inflatedProfile(chunks.get('iCCP')));
  if (profile) return profile;
  return chunks.has('sRGB') ? null : gammaColour(chunks.get('gAMA'), chunks.get('cHRM'));
}

/** A name, a zero, the method (always zlib), the profile. */
async function inflatedProfile(chunk: Uint8Array | undefined): Promise<Uint8Array | null> {
  if (!chunk) return null;
  // Few pictures need it.
  const { unzlibSync } = await import('fflate');
  try {
    return unzlibSync(chunk.subarray(chunk.indexOf(0) + 2));
  } catch {
    return null;
  }
}

/** Exponents from 1/4 to 1 are stored as 0.25 to 1 times 100000; 45455 is the 2.2 that sRGB comes close to. */
function gammaColour(gamma: Uint8Array | undefined, lights: Uint8Array | undefined): EmbeddedColour | null {
  if (!gamma || uint32BigEndian(gamma, 0) === 0) return null;
  const stored = uint32BigEndian(gamma, 0) / 100_000;
  const number = (i: number) => uint32BigEndian(lights!, 4 * i) / 100_000;
  const toXyz =
    lights && lights.length >= 32
      ? primariesToXyz([[number(2), number(3)], [number(4), number(5)], [number(6), number(7)]], [number(0), number(1)])
      : primariesToXyz(SRGB_PRIMARIES);
  // What writers mean by 45455 is sRGB's own curve.
  const curve: Curve = Math.abs(stored - 0.45455) < 2e-4 ? srgbToLight : (value) => value ** (1 / stored);
  return { name: `gamma ${Number((1 / stored).toFixed(2))}${lights ? ' with its own primaries' : ''}`, space: { toLight: [curve, curve, curve], toXyz } };
}

const PRIMARIES: ReadonlyMap<number, readonly [name: string, primaries: readonly Chromaticity[]]> = new Map([
  [1, ['Rec. 709', SRGB_PRIMARIES]],
  [9, ['Rec. 2020', REC2020_PRIMARIES]],
  [12, ['Display P3', DISPLAY_P3_PRIMARIES]],
]);

const CURVES: ReadonlyMap<number, Curve> = new Map([
  [1, rec709ToLight],
  [6, rec709ToLight],
  [8, (value) => value],
  [13, srgbToLight],
  [14, rec709ToLight],
  [15, rec709ToLight],
]);

/** By the code points of ITU-T H.273; 2 says nothing. */
function codedColour(primaries: number, curve: number): EmbeddedColour | null {
  if (primaries === 2 || curve === 2) return null;
  const [name, lights] = PRIMARIES.get(primaries) ?? [`colours of code ${primaries}`, null];
  const toLight = CURVES.get(curve);
  const curveName = curve === 16 ? ' in HDR (PQ)' : curve === 18 ? ' in HDR (HLG)' : '';
  return { name: `${name}${curveName}`, space: lights && toLight ? { toLight: [toLight, toLight, toLight], toXyz: primariesToXyz(lights) } : null };
}

function profileOf(bytes: Uint8Array, format: PictureFormat): Uint8Array | null {
  return format === 'jpeg' ? jpegProfile(bytes) : format === 'webp' ? webpProfile(bytes) : null;
}

const ICC_SIGNATURE = 'ICC_PROFILE\0';

/** In APP2 segments, in as many parts as it needs (ICC.1:2022, B.4). */
function jpegProfile(bytes: Uint8Array): Uint8Array | null {
  const parts: Uint8Array[] = [];
  for (const { marker, offset } of jpegSegments(bytes)) {
    if (marker === 0xda) break;
    if (marker !== 0xe2 || asciiAt(bytes, offset + 4, ICC_SIGNATURE.length) !== ICC_SIGNATURE) continue;
    const number = bytes[offset + 16] ?? 0;
    parts[number - 1] = bytes.subarray(offset + 18, offset + 2 + uint16BigEndian(bytes, offset + 2));
  }
  if (parts.length === 0 || parts.includes(undefined as never)) return null;
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function webpProfile(bytes: Uint8Array): Uint8Array | null {
  for (let at = 12; at + 8 <= bytes.length; ) {
    const length = uint32LittleEndian(bytes, at + 4);
    if (asciiAt(bytes, at, 4) === 'ICCP') return bytes.subarray(at + 8, at + 8 + length);
    at += 8 + length + (length % 2);
  }
  return null;
}

/** The `colr` property of AVIF and HEIC: code points, or a profile (ISO/IEC 14496-12, 12.1.5). */
function isoColour(bytes: Uint8Array, format: PictureFormat): EmbeddedColour | null {
  if (format !== 'avif' && format !== 'heic') return null;
  for (const { type, contentStart, end } of isoBoxes(bytes)) {
    if (type !== 'colr') continue;
    const kind = asciiAt(bytes, contentStart, 4);
    if (kind === 'nclx') return codedColour(uint16BigEndian(bytes, contentStart + 4), uint16BigEndian(bytes, contentStart + 6));
    if (kind === 'prof' || kind === 'rICC') return profiled(bytes.subarray(contentStart + 4, end));
  }
  return null;
}
