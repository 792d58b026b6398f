import { describe, expect, it } from 'vitest';
import { fillOrthogonalSigns, ORTHOGONAL_STREAMS } from './orthogonalSigns';
import { mean } from './stats';

const [WIDTH, HEIGHT, SEED] = [22, 19, 5];

/** [streams, height, width, 3] */
const signsOf = (streams: number, first = 0, seed = SEED) => Array.from({ length: streams }, (_, k) => {
  const row = new Float32Array(WIDTH * HEIGHT * 3);
  fillOrthogonalSigns(row, WIDTH, seed, first + k);
  return row;
});
const placeOf = (x: number, y: number, channel: number) => (y * WIDTH + x) * 3 + channel;
const CHANNELS = [0, 1, 2];
/** All pairs of different places that are at most so many pixels apart, in x and in y. */
function* pairsWithin(distance: number): Generator<[number, number]> {
  for (let y = 0; y < HEIGHT; y++) for (let x = 0; x < WIDTH; x++) for (let ofY = Math.max(0, y - distance); ofY <= Math.min(HEIGHT - 1, y + distance); ofY++) {
    for (let ofX = Math.max(0, x - distance); ofX <= Math.min(WIDTH - 1, x + distance); ofX++) for (const channel of CHANNELS) for (const ofChannel of CHANNELS) {
      const pair: [number, number] = [placeOf(x, y, channel), placeOf(ofX, ofY, ofChannel)];
      if (pair[0] < pair[1]) yield pair;
    }
  }
}

describe('fillOrthogonalSigns', () => {
  it.each([[4, 0], [16, 1], [64, 3], [256, 7]])('over %d streams no two places within %d pixels have to do with each other', (streams, distance) => {
    for (const first of [0, ORTHOGONAL_STREAMS - streams]) {
      const signs = signsOf(streams, first);
      for (const [a, b] of pairsWithin(distance)) {
        let sum = 0;
        for (const row of signs) sum += row[a]! * row[b]!;
        if (sum !== 0) expect.fail(`places ${a} and ${b} of streams from ${first}: ${sum}`);
      }
    }
  });

  it('leaves places a multiple of 8 pixels apart to chance: one pair of four goes together', () => {
    const draws = 40;
    let [shared, pairs] = [0, 0];
    for (let seed = 0; seed < draws; seed++) {
      const signs = signsOf(ORTHOGONAL_STREAMS, 0, seed);
      for (const [x, y] of [[8, 0], [0, 8], [16, 8], [8, 16]] as const) for (const channel of CHANNELS) for (const ofChannel of CHANNELS) {
        const [a, b] = [placeOf(1, 2, channel), placeOf(1 + x, 2 + y, ofChannel)];
        const sum = signs.reduce((total, row) => total + row[a]! * row[b]!, 0);
        expect([0, ORTHOGONAL_STREAMS, -ORTHOGONAL_STREAMS]).toContain(sum);
        shared += Number(sum !== 0);
        pairs++;
      }
    }
    expect(Math.abs(shared / pairs - 1 / 4)).toBeLessThan(4 * Math.sqrt((1 / 4) * (3 / 4) / pairs));
  });

  it('gives +1 and -1, each its own from one multiple of 256 to the next and from one seed to another', () => {
    const rows = [...signsOf(1), ...signsOf(1, ORTHOGONAL_STREAMS), ...signsOf(1, 0, SEED + 1)];
    const deviation = 1 / Math.sqrt(rows[0]!.length);
    for (const row of rows) {
      expect(row.every((sign) => sign === 1 || sign === -1)).toBe(true);
      expect(Math.abs(mean(row))).toBeLessThan(4 * deviation);
    }
    for (const [a, b] of [[0, 1], [0, 2], [1, 2]] as const) expect(Math.abs(mean(rows[a]!.map((sign, i) => sign * rows[b]![i]!)))).toBeLessThan(4 * deviation);
  });
});
