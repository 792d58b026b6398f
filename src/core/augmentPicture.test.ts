import { describe, expect, it } from 'vitest';
import { augmentPicture, seededOrder } from './augmentPicture';

const WIDTH = 48;
const HEIGHT = 32;
/** Red rises to the right, green downwards; blue is flat. */
const ramp = Float32Array.from({ length: WIDTH * HEIGHT * 3 }, (_, i) => {
  const pixel = Math.floor(i / 3);
  return [0.2 + (0.6 * (pixel % WIDTH)) / WIDTH, 0.2 + (0.6 * Math.floor(pixel / WIDTH)) / HEIGHT, 0.5][i % 3]!;
});
const at = (rgb: Float32Array, x: number, y: number, channel: number) => rgb[(y * WIDTH + x) * 3 + channel]!;

describe('variations of a picture', () => {
  it('depend on seed and stream alone, stay in range, and differ', () => {
    const one = augmentPicture(ramp, WIDTH, HEIGHT, 1, 5);
    expect(augmentPicture(ramp, WIDTH, HEIGHT, 1, 5)).toEqual(one);
    expect(augmentPicture(ramp, WIDTH, HEIGHT, 1, 6)).not.toEqual(one);
    expect(augmentPicture(ramp, WIDTH, HEIGHT, 2, 5)).not.toEqual(one);
    const extreme = augmentPicture(Float32Array.from(ramp, (value) => (value > 0.5 ? 1 : 0)), WIDTH, HEIGHT, 1, 5);
    expect(Math.min(...extreme)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...extreme)).toBeLessThanOrEqual(1);
  });

  it('flip about half of the time, shift a little, never turn upside down or mix channels', () => {
    let flips = 0;
    const shifts: number[] = [];
    for (let stream = 0; stream < 200; stream++) {
      const varied = augmentPicture(ramp, WIDTH, HEIGHT, 7, stream);
      const slope = at(varied, 30, 16, 0) - at(varied, 18, 16, 0);
      if (slope < 0) flips++;
      expect(at(varied, 24, 22, 1)).toBeGreaterThan(at(varied, 24, 10, 1));
      // Blue is flat: it tells brightness, from which the shift of green follows.
      const brightness = at(varied, 24, 16, 2) - 0.5;
      const gain = (at(varied, 24, 22, 1) - at(varied, 24, 10, 1)) / ((0.6 * 12) / HEIGHT);
      shifts.push((at(varied, 24, 16, 1) - brightness - 0.5) / gain / (0.6 / HEIGHT));
    }
    expect(flips).toBeGreaterThan(70);
    expect(flips).toBeLessThan(130);
    for (const shift of shifts) expect(Math.abs(shift)).toBeLessThanOrEqual(2 * (HEIGHT / 16) + 0.01);
    expect(new Set(shifts.map(Math.round)).size).toBeGreaterThan(4);
  });
});

describe('a seeded order', () => {
  it('has every number once, and its own for each stream', () => {
    const order = seededOrder(20, 1, 2);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(seededOrder(20, 1, 2)).toEqual(order);
    expect(seededOrder(20, 1, 3)).not.toEqual(order);
  });
});
