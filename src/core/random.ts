/**
 * Seeded noise that depends on (seed, stream, index) alone: the same numbers on every backend, in any order of use.
 * A counter is run through an integer hash (Wellons' "lowbias32"); normals by Box-Muller.
 */

const UINT32_SCALE = 1 / 4294967296;
/** 2^32 divided by the golden ratio: spreads consecutive counters over the hash's input. */
const GOLDEN = 0x9e3779b9;

function hash32(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0xd35a2d97);
  return (x ^ (x >>> 15)) >>> 0;
}

/** What all streams of a seed have in common; kernels/seededNoise.ts goes on from there on a GPU. */
export const seedKey = (seed: number) => hash32(seed ^ GOLDEN);

/** What a stream's numbers are hashed from, unsigned. */
export function streamKey(seed: number, stream: number): number {
  return hash32(seedKey(seed) + Math.imul(stream, 0x85ebca6b));
}

/** The number at a place of a stream, from 1 on; unsigned, all 32 bits by chance. */
export const drawAt = (key: number, place: number) => hash32((key + Math.imul(GOLDEN, place)) ^ key);

/** Fills `out` with independent N(0, 1) numbers. */
export function fillNormal(out: Float32Array, seed: number, stream: number): void {
  const key = streamKey(seed, stream);
  let counter = key;
  for (let i = 0; i < out.length; i += 2) {
    const first = hash32((counter = (counter + GOLDEN) | 0) ^ key);
    const second = hash32((counter = (counter + GOLDEN) | 0) ^ key);
    // first + 1 keeps the logarithm finite.
    const radius = Math.sqrt(-2 * Math.log((first + 1) * UINT32_SCALE));
    const angle = 2 * Math.PI * UINT32_SCALE * second;
    out[i] = radius * Math.cos(angle);
    if (i + 1 < out.length) out[i + 1] = radius * Math.sin(angle);
  }
}

/** Fills `out` with independent signs, +1 or -1 (Rademacher). */
export function fillSigns(out: Float32Array, seed: number, stream: number): void {
  const key = streamKey(seed, stream);
  let counter = key;
  for (let i = 0; i < out.length; ) {
    let bits = hash32((counter = (counter + GOLDEN) | 0) ^ key);
    const end = Math.min(i + 32, out.length);
    for (; i < end; i++) {
      out[i] = bits & 1 ? 1 : -1;
      bits >>>= 1;
    }
  }
}
