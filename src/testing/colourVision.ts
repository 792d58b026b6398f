/** What a dichromat sees of a colour, and how far apart two colours then are. For tests of the colour scales. */

/** Red, green, blue, 0..255. */
export type Rgb = readonly [number, number, number];
/** CIE 1976 L*, a*, b* under D65. */
export type Lab = readonly [number, number, number];
type Matrix = readonly [readonly [number, number, number], readonly [number, number, number], readonly [number, number, number]];

/**
 * On linear sRGB, severity 1: Machado, Oliveira, Fernandes, "A Physiologically-based Model for Simulation of Color Vision
 * Deficiency", IEEE TVCG 15(6), 2009, table 1.
 */
export const VISIONS: Readonly<Record<'full' | 'protan' | 'deutan' | 'tritan', Matrix>> = {
  full: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protan: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deutan: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritan: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};

export type Vision = keyof typeof VISIONS;

const linear = (byte: number) => (byte / 255 <= 0.04045 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4);
const times = (matrix: Matrix, [x, y, z]: Rgb): Rgb => [
  matrix[0][0] * x + matrix[0][1] * y + matrix[0][2] * z,
  matrix[1][0] * x + matrix[1][1] * y + matrix[1][2] * z,
  matrix[2][0] * x + matrix[2][1] * y + matrix[2][2] * z,
];

/** IEC 61966-2-1, and the white that it is for. */
const TO_XYZ: Matrix = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [0.0193339, 0.119192, 0.9503041]];
const WHITE: Rgb = [0.95047, 1, 1.08883];

/** What of this colour reaches whoever sees so; colours that a screen cannot show are cut to what it can. */
export function labSeen([red, green, blue]: Rgb, vision: Vision): Lab {
  const seen = times(VISIONS[vision], [linear(red), linear(green), linear(blue)]).map((value) => Math.min(1, Math.max(0, value)));
  const [x, y, z] = times(TO_XYZ, [seen[0]!, seen[1]!, seen[2]!]).map((value, i) => {
    const share = value / WHITE[i]!;
    return share > 216 / 24389 ? Math.cbrt(share) : (24389 / 27 * share + 16) / 116;
  }) as [number, number, number];
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** CIE 1976 colour difference: about 2.3 is just noticed. */
export const difference = (one: Lab, other: Lab) => Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
