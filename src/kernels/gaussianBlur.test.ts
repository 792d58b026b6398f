import { describe, expect, it } from 'vitest';
import { fillNormal } from '../core/random';
import { blurInJavaScript, gaussianBlur } from './gaussianBlur';

function noise(length: number): Float64Array {
  const values = new Float32Array(length);
  fillNormal(values, 3, 0);
  return Float64Array.from(values);
}

describe.each([[32, 32], [5, 7], [1, 1], [40, 33], [3, 130]])('a map of %i x %i', (rows, columns) => {
  it.each([0.6, 1.2, 2.4, 5])('is blurred by %d cells alike in WebAssembly and in JavaScript', (width) => {
    const values = noise(rows * columns);
    const [assembly, script] = [gaussianBlur(values, rows, columns, width), blurInJavaScript(values, rows, columns, width)];
    expect(assembly).toHaveLength(values.length);
    expect(Math.max(...assembly.map((value, i) => Math.abs(value - script[i]!)))).toBeLessThan(1e-6);
  });
});

it('weighs cells by a Gaussian of their distance, over those that there are', () => {
  const values = new Float64Array(9 * 9);
  values[4 * 9 + 4] = 1;
  const blurred = blurInJavaScript(values, 9, 9, 0.6);
  const weight = (distance: number) => Math.exp((-distance * distance) / (2 * 0.36));
  const sum = 1 + 2 * (weight(1) + weight(2));
  expect(blurred[4 * 9 + 4]).toBeCloseTo(1 / sum ** 2, 12);
  expect(blurred[4 * 9 + 5]! / blurred[4 * 9 + 4]!).toBeCloseTo(weight(1), 12);
});

it('leaves what is the same everywhere, edges included', () => {
  for (const blur of [gaussianBlur, blurInJavaScript]) for (const value of blur(new Float64Array(6 * 10).fill(2), 6, 10, 2.4)) expect(value).toBeCloseTo(2, 5);
});
