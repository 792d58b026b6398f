import { describe, expect, it } from 'vitest';
import { formatDamage, readDamage } from './damage';

describe('the link’s damage', () => {
  it('gives back what was written, whatever the layer is called', () => {
    for (const layerId of ['conv2', 'a/b:0', 'Conv 1 (2)', 'x,y']) {
      const damage = { way: 'shuffled', share: 0.125, seed: 7, layerId } as const;
      expect(readDamage(formatDamage(damage))).toEqual({ value: damage });
    }
  });

  it.each([
    ['burnt,0.5,1,conv', 'zeroed, shuffled, noised, randomised'],
    ['zeroed,1.5,1,conv', 'from 0 to 1'],
    ['zeroed,-0.5,1,conv', 'from 0 to 1'],
    ['zeroed,0.5,4294967296,conv', 'the seed must be'],
    ['zeroed,0.5,1,', 'names no layer'],
    ['zeroed', 'from 0 to 1'],
  ])('refuses %s', (text, why) => {
    const reading = readDamage(text);
    expect('problem' in reading && reading.problem).toContain(why);
    expect('problem' in reading && reading.problem).toContain('left as it is');
  });
});
