/** ICC profiles of the kind that cameras, screens and programs embed: three curves and a matrix, or one curve for grey (ICC.1:2022). */
import { asciiAt, uint16BigEndian, uint32BigEndian } from '../bytes';
import type { Curve, Matrix, RgbSpace } from './rgbSpace';
import { SRGB } from './rgbSpace';

/** As profiles of grey pictures, whose light is that of D50's white. */
export interface IccProfile {
  /** As it calls itself. */
  readonly name: string;
  /** null where it works by tables, which this does not read. */
  readonly space: RgbSpace | null;
}

type Tags = ReadonlyMap<string, Uint8Array>;

/** null where it is no profile, or a damaged one. */
export function readIccProfile(bytes: Uint8Array): IccProfile | null {
  if (bytes.length < 132 || asciiAt(bytes, 36, 4) !== 'acsp') return null;
  const tags = tagsOf(bytes);
  const name = tags.has('desc') ? textOf(tags.get('desc')!) : '';
  // A profile with tables means them: its matrix is a fallback.
  if (tags.has('A2B0') || asciiAt(bytes, 20, 4) !== 'XYZ ') return { name, space: null };
  return { name, space: asciiAt(bytes, 16, 4) === 'GRAY' ? greySpace(tags) : rgbSpace(tags) };
}

function tagsOf(bytes: Uint8Array): Tags {
  const tags = new Map<string, Uint8Array>();
  const count = Math.min(uint32BigEndian(bytes, 128), 200);
  for (let i = 0; i < count; i++) {
    const at = 132 + 12 * i;
    const start = uint32BigEndian(bytes, at + 4);
    const length = uint32BigEndian(bytes, at + 8);
    if (start + length <= bytes.length) tags.set(asciiAt(bytes, at, 4), bytes.subarray(start, start + length));
  }
  return tags;
}

/** 'desc' of version 2 in ASCII, 'mluc' of version 4 in UTF-16, its first language. */
function textOf(tag: Uint8Array): string {
  if (asciiAt(tag, 0, 4) === 'desc') return asciiAt(tag, 12, Math.min(200, Math.max(0, uint32BigEndian(tag, 8) - 1))).replace(/\0.*$/s, '');
  if (asciiAt(tag, 0, 4) !== 'mluc') return '';
  const length = Math.min(400, uint32BigEndian(tag, 20));
  const start = uint32BigEndian(tag, 24);
  return new TextDecoder('utf-16be').decode(tag.subarray(start, start + length)).replace(/\0.*$/s, '');
}

function rgbSpace(tags: Tags): RgbSpace | null {
  const columns = ['rXYZ', 'gXYZ', 'bXYZ'].map((name) => xyzOf(tags.get(name)));
  const curves = ['rTRC', 'gTRC', 'bTRC'].map((name) => curveOf(tags.get(name)));
  const [r, g, b] = columns;
  const [red, green, blue] = curves;
  if (!r || !g || !b || !red || !green || !blue) return null;
  return { toLight: [red, green, blue], toXyz: [r[0], g[0], b[0], r[1], g[1], b[1], r[2], g[2], b[2]] as Matrix };
}

/** Grey has no colour: its curve with sRGB's lights, so that white stays white. */
function greySpace(tags: Tags): RgbSpace | null {
  const curve = curveOf(tags.get('kTRC'));
  return curve && { toLight: [curve, curve, curve], toXyz: SRGB.toXyz };
}

const fixed16 = (bytes: Uint8Array, at: number) => (uint32BigEndian(bytes, at) | 0) / 65536;

function xyzOf(tag: Uint8Array | undefined): readonly [number, number, number] | null {
  if (!tag || tag.length < 20 || asciiAt(tag, 0, 4) !== 'XYZ ') return null;
  return [fixed16(tag, 8), fixed16(tag, 12), fixed16(tag, 16)];
}

function curveOf(tag: Uint8Array | undefined): Curve | null {
  if (!tag) return null;
  switch (asciiAt(tag, 0, 4)) {
    case 'curv':
      return sampledCurve(tag);
    case 'para':
      return parametricCurve(tag);
    default:
      return null;
  }
}

/** No entry: light as it is; one: a gamma, u8.8; more: samples between which to interpolate (10.6). */
function sampledCurve(tag: Uint8Array): Curve | null {
  const count = uint32BigEndian(tag, 8);
  if (12 + 2 * count > tag.length) return null;
  if (count === 0) return (value) => value;
  if (count === 1) {
    const gamma = uint16BigEndian(tag, 12) / 256;
    return (value) => value ** gamma;
  }
  const samples = Float64Array.from({ length: count }, (_, i) => uint16BigEndian(tag, 12 + 2 * i) / 65535);
  return (value) => {
    const at = Math.min(1, Math.max(0, value)) * (count - 1);
    const low = Math.min(count - 2, Math.floor(at));
    return samples[low]! + (at - low) * (samples[low + 1]! - samples[low]!);
  };
}

const PARAMETERS = [1, 3, 4, 5, 7];

/** The five functions of table 68 in one form: (a x + b)^g + e from d on, c x + f below. */
function parametricCurve(tag: Uint8Array): Curve | null {
  const kind = uint16BigEndian(tag, 8);
  const count = PARAMETERS[kind];
  if (count === undefined || tag.length < 12 + 4 * count) return null;
  const [g, a = 1, b = 0, third = 0, d = 0, e = 0, f = 0] = Array.from({ length: count }, (_, i) => fixed16(tag, 12 + 4 * i)) as [number, ...number[]];
  const power = (value: number) => Math.max(0, a * value + b) ** g;
  switch (kind) {
    case 0:
      return (value) => value ** g;
    case 1:
      return (value) => (value >= -b / a ? power(value) : 0);
    case 2:
      return (value) => (value >= -b / a ? power(value) + third : third);
    default:
      return (value) => (value >= d ? power(value) + e : third * value + f);
  }
}
