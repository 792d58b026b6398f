/** Colour spaces of red, green and blue lights, and the way from one to sRGB. */

/** Row-major. */
export type Matrix = readonly [number, number, number, number, number, number, number, number, number];
/** CIE 1931 x and y. */
export type Chromaticity = readonly [x: number, y: number];

export interface RgbSpace {
  /** From stored values, 0 to 1, to light, 0 to 1; one for each channel. */
  readonly toLight: readonly [Curve, Curve, Curve];
  /** From light to XYZ as seen under D50, the white of ICC profiles. */
  readonly toXyz: Matrix;
}

export type Curve = (value: number) => number;

const D65: Chromaticity = [0.3127, 0.329];
const D50: readonly [number, number, number] = [0.9642, 1, 0.8249];
/** Bradford's cone responses (ICC.1:2022, annex E). */
const BRADFORD: Matrix = [0.8951, 0.2664, -0.1614, -0.7502, 1.7135, 0.0367, 0.0389, -0.0685, 1.0296];

/** IEC 61966-2-1. */
export const srgbToLight: Curve = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
export const lightToSrgb: Curve = (light) => (light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055);
/** Rec. ITU-R BT.709-6, 3.1, turned round. */
export const rec709ToLight: Curve = (value) => (value < 0.081 ? value / 4.5 : ((value + 0.099) / 1.099) ** (1 / 0.45));

export const SRGB_PRIMARIES = [[0.64, 0.33], [0.3, 0.6], [0.15, 0.06]] as const;
export const DISPLAY_P3_PRIMARIES = [[0.68, 0.32], [0.265, 0.69], [0.15, 0.06]] as const;
export const REC2020_PRIMARIES = [[0.708, 0.292], [0.17, 0.797], [0.131, 0.046]] as const;

export function multiply(a: Matrix, b: Matrix): Matrix {
  return Array.from({ length: 9 }, (_, i) => {
    const row = i - (i % 3);
    return a[row]! * b[i % 3]! + a[row + 1]! * b[(i % 3) + 3]! + a[row + 2]! * b[(i % 3) + 6]!;
  }) as unknown as Matrix;
}

export function apply(m: Matrix, [x, y, z]: readonly [number, number, number]): [number, number, number] {
  return [m[0] * x + m[1] * y + m[2] * z, m[3] * x + m[4] * y + m[5] * z, m[6] * x + m[7] * y + m[8] * z];
}

/** @throws RangeError where there is none */
export function inverse([a, b, c, d, e, f, g, h, i]: Matrix): Matrix {
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  if (!(Math.abs(determinant) > 1e-12)) throw new RangeError('a colour space whose primaries lie on a line');
  const cofactors = [e * i - f * h, c * h - b * i, b * f - c * e, f * g - d * i, a * i - c * g, c * d - a * f, d * h - e * g, b * g - a * h, a * e - b * d];
  return cofactors.map((value) => value / determinant) as unknown as Matrix;
}

const xyzOf = ([x, y]: Chromaticity): [number, number, number] => [x / y, 1, (1 - x - y) / y];

/** Primaries scaled so that equal lights are white, and white taken to D50 (SMPTE RP 177; Bradford). */
export function primariesToXyz(primaries: readonly Chromaticity[], white: Chromaticity = D65): Matrix {
  const [r, g, b] = primaries.map(xyzOf) as unknown as [number[], number[], number[]];
  const columns = [r[0], g[0], b[0], r[1], g[1], b[1], r[2], g[2], b[2]] as unknown as Matrix;
  const strengths = apply(inverse(columns), xyzOf(white));
  const native = columns.map((value, index) => value * strengths[index % 3]!) as unknown as Matrix;
  const from = apply(BRADFORD, xyzOf(white));
  const to = apply(BRADFORD, D50);
  const scale: Matrix = [to[0] / from[0], 0, 0, 0, to[1] / from[1], 0, 0, 0, to[2] / from[2]];
  return multiply(multiply(multiply(inverse(BRADFORD), scale), BRADFORD), native);
}

export const SRGB: RgbSpace = { toLight: [srgbToLight, srgbToLight, srgbToLight], toXyz: primariesToXyz(SRGB_PRIMARIES) };

/** Profiles of sRGB differ in the fourth digit: they are one, and values pass unchanged. */
const SAME_MATRIX = 2e-3;
const SAME_LIGHT = 2e-3;

export function isSrgb({ toLight, toXyz }: RgbSpace): boolean {
  if (toXyz.some((value, i) => Math.abs(value - SRGB.toXyz[i]!) > SAME_MATRIX)) return false;
  for (let i = 0; i <= 32; i++) {
    if (toLight.some((curve) => Math.abs(curve(i / 32) - srgbToLight(i / 32)) > SAME_LIGHT)) return false;
  }
  return true;
}

/** Levels of a 16-bit channel. */
const LEVELS = 65536;
const MOST = LEVELS - 1;

/**
 * 16-bit RGB of the space to 16-bit sRGB, in place. What sRGB cannot show is clipped, channel by channel, as browsers do. The
 * result is within one level of exact arithmetic.
 */
export function convertToSrgb(rgb: Uint16Array, space: RgbSpace): void {
  const toSrgb = multiply(inverse(SRGB.toXyz), space.toXyz);
  const light = space.toLight.map((curve) => Float32Array.from({ length: LEVELS }, (_, level) => curve(level / MOST)));
  const encode = encoder();
  for (let i = 0; i < rgb.length; i += 3) {
    const red = light[0]![rgb[i]!]!;
    const green = light[1]![rgb[i + 1]!]!;
    const blue = light[2]![rgb[i + 2]!]!;
    rgb[i] = encode(toSrgb[0] * red + toSrgb[1] * green + toSrgb[2] * blue);
    rgb[i + 1] = encode(toSrgb[3] * red + toSrgb[4] * green + toSrgb[5] * blue);
    rgb[i + 2] = encode(toSrgb[6] * red + toSrgb[7] * green + toSrgb[8] * blue);
  }
}

/** Light to a level, by a table with linear interpolation: a power for each of millions of values would take seconds. */
function encoder(): (light: number) => number {
  const table = Float32Array.from({ length: LEVELS + 1 }, (_, i) => lightToSrgb(Math.min(1, i / MOST)) * MOST);
  return (light) => {
    const at = Math.min(MOST, Math.max(0, light * MOST));
    const low = Math.floor(at);
    return Math.round(table[low]! + (at - low) * (table[low + 1]! - table[low]!));
  };
}
