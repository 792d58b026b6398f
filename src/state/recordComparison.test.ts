import { describe, expect, it } from 'vitest';
import { layerRecord } from '../testing/runRecords';
import { compareLayers } from './recordComparison';

const withMean = (layer: ReturnType<typeof layerRecord>, meanValue: number) => ({ ...layer, progress: { ...layer.progress, meanValue } });
const a = withMean(layerRecord('a', 1, 'converged', [1, 2, 3, 4]), 2.5);
const b = withMean(layerRecord('b', 2, 'converged', [5, 6, 7, 8]), 6.5);

describe('compareLayers', () => {
  it('knows equal runs', () => {
    expect(compareLayers([a, b], [b, a])).toEqual({ layers: 2, mean: 0, pixel: 0, layerTitle: null });
  });

  it('finds the largest difference of a mean and of a pixel, and where', () => {
    const otherA = withMean(layerRecord('a', 1, 'converged', [1, 2, 3, 4.25]), 2.5625);
    const otherB = withMean(layerRecord('b', 2, 'converged', [5.5, 6, 7, 7.5]), 6.5);
    expect(compareLayers([a, b], [otherA, otherB])).toEqual({ layers: 2, mean: 0.0625, pixel: 0.5, layerTitle: 'Title of b' });
  });

  it('leaves out layers that one side lacks, or has on another grid', () => {
    const coarse = layerRecord('b', 2, 'converged', [5, 6]);
    expect(compareLayers([a, b], [a, coarse])).toMatchObject({ layers: 1, layerTitle: null });
    expect(compareLayers([a, b], [layerRecord('a', 1, 'queued', null)])).toBeNull();
  });
});
