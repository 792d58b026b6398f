import { describe, expect, it } from 'vitest';
import { layerAtDepth, relativeDepth } from './relativeDepth';

const layers = (count: number, kind = 'convolution') => Array.from({ length: count }, (_, i) => ({ id: `${kind}${i}`, kind }));

describe('relative depth', () => {
  it('is 0 at the first layer, 1 at the last, and gives each layer back', () => {
    for (const count of [1, 2, 7, 10]) {
      const network = layers(count);
      for (const { id } of network) expect(layerAtDepth(network, relativeDepth(network, id)!)?.id).toBe(id);
    }
    expect(relativeDepth(layers(5), 'convolution4')).toBe(1);
    expect(relativeDepth(layers(5), 'other')).toBeNull();
  });

  it('matches networks of different depth by the nearest layer, the earlier of two as near', () => {
    expect([0, 0.5, 1].map((depth) => layerAtDepth(layers(8), depth)?.id)).toEqual(['convolution0', 'convolution3', 'convolution7']);
  });

  it('leaves out classifier ends and layers inside blocks, unless there is nothing else', () => {
    expect(layerAtDepth([...layers(3), ...layers(2, 'dense')], 1)?.id).toBe('convolution2');
    expect(layerAtDepth([{ id: 'in', kind: 'convolution', inner: true }, { id: 'block', kind: 'block' }], 0)?.id).toBe('block');
    expect(layerAtDepth(layers(3, 'dense'), 1)?.id).toBe('dense2');
    expect(layerAtDepth([], 0)).toBeNull();
  });
});
