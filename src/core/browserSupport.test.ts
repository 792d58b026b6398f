import { describe, expect, it } from 'vitest';
import { missingFeatures } from './browserSupport';

const all = { Worker: () => undefined, OffscreenCanvas: () => undefined, createImageBitmap: () => undefined, structuredClone: () => undefined };

describe('what a browser lacks', () => {
  it('is nothing where all of it is there', () => {
    expect(missingFeatures(all)).toEqual([]);
  });

  it('is named, also where it is there in name only', () => {
    const { OffscreenCanvas: _gone, ...others } = all;
    expect(missingFeatures(others)).toEqual(['OffscreenCanvas']);
    expect(missingFeatures({ ...all, Worker: undefined, structuredClone: null })).toEqual(['Worker', 'structuredClone']);
  });
});
