/**
 * Signs for noise whose neighbours do not disturb each other. Of independent signs the products of any two places are zero on
 * average only; of these, taken over 256 consecutive streams, they are exactly zero for any two that stand closer than 8 pixels,
 * over 64 closer than 4, over 16 closer than 2, and over 4 for the channels of one pixel. Each place has a column of a Hadamard matrix of order 256,
 * by its place in a square of 8 x 8 and its channel (probing vectors for the diagonal of a matrix whose entries fall off with distance:
 * Tang & Saad 2012, doi:10.1002/nla.779). Places further apart share a column as often as chance has it.
 */
import { drawAt, fillSigns, streamKey } from './random';

/** Streams after which all is drawn anew. */
export const ORTHOGONAL_STREAMS = 256;
/** Keeps what the squares draw apart from the signs of the same stream. */
export const CHANNEL_SEED = 0x2c1b3c6d;

/** Of the bits of a row and a column's number that are both set, whether there is an odd number. */
const IS_ODD = Uint8Array.from({ length: ORTHOGONAL_STREAMS }, (_, bits) => {
  let count = 0;
  for (let left = bits; left > 0; left >>= 1) count += left & 1;
  return count % 2;
});

/** Column numbers of a picture's places, the same for 256 streams. */
const columnsOf = new Map<string, Uint8Array>();
const MOST_KEPT = 4;

/**
 * Fills `out`, [height, width, 3], with signs, +1 or -1.
 * @param stream those from a multiple of 256 to the next belong together
 */
export function fillOrthogonalSigns(out: Float32Array, width: number, seed: number, stream: number): void {
  const family = Math.floor(stream / ORTHOGONAL_STREAMS);
  const row = stream % ORTHOGONAL_STREAMS;
  fillSigns(out, seed, family);
  const columns = keptColumns(out.length, width, seed, family);
  for (let i = 0; i < out.length; i++) out[i]! *= 1 - 2 * IS_ODD[row & columns[i]!]!;
}

function keptColumns(length: number, width: number, seed: number, family: number): Uint8Array {
  const name = `${length} ${width} ${seed} ${family}`;
  const known = columnsOf.get(name);
  if (known) return known;
  const made = makeColumns(length, width, streamKey(seed ^ CHANNEL_SEED, family));
  if (columnsOf.size >= MOST_KEPT) columnsOf.delete(columnsOf.keys().next().value!);
  columnsOf.set(name, made);
  return made;
}

/** Two bits for the channel, changed by chance from one square of 2 x 2 to the next; then x and y by turns, from their lowest bits. */
function makeColumns(length: number, width: number, key: number): Uint8Array {
  const columns = new Uint8Array(length);
  const squaresAcross = Math.ceil(width / 2);
  for (let i = 0, pixel = 0; i < length; pixel++) {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    const square = (y >> 1) * squaresAcross + (x >> 1);
    const drawn = drawAt(key, square + 1) & 3;
    const place = ((x & 1) << 2) | ((y & 1) << 3) | ((x & 2) << 3) | ((y & 2) << 4) | ((x & 4) << 4) | ((y & 4) << 5);
    for (let channel = 0; channel < 3; channel++, i++) columns[i] = place | (channel ^ drawn);
  }
  return columns;
}
