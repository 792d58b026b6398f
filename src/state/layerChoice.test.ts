import { describe, expect, it } from 'vitest';
import { AUTO_LAYERS, resolveLayers, toggleLayer } from './layerChoice';

const ids = Array.from({ length: 11 }, (_, i) => `layer${i}`);

describe('resolveLayers', () => {
  it('spreads auto over the depth, first and last included', () => {
    const { layerIds } = resolveLayers('auto', ids);
    expect(layerIds).toHaveLength(AUTO_LAYERS);
    expect(layerIds[0]).toBe('layer0');
    expect(layerIds.at(-1)).toBe('layer10');
  });

  it('shows every layer of a short network', () => {
    expect(resolveLayers('auto', ids.slice(0, 3)).layerIds).toEqual(ids.slice(0, 3));
    expect(resolveLayers('all', ids).layerIds).toEqual(ids);
  });

  it('puts a list into the order of the network and names what is unknown', () => {
    expect(resolveLayers(['layer5', 'layer2', 'nope'], ids)).toEqual({
      layerIds: ['layer2', 'layer5'],
      unknown: ['nope'],
    });
  });

  it('falls back to auto when nothing of the list is known', () => {
    expect(resolveLayers(['nope'], ids)).toEqual({ layerIds: resolveLayers('auto', ids).layerIds, unknown: ['nope'] });
  });
});

describe('toggleLayer', () => {
  it('adds in order, removes, and keeps the last one', () => {
    expect(toggleLayer(['layer5'], 'layer2', ids)).toEqual(['layer2', 'layer5']);
    expect(toggleLayer(['layer2', 'layer5'], 'layer5', ids)).toEqual(['layer2']);
    expect(toggleLayer(['layer2'], 'layer2', ids)).toEqual(['layer2']);
  });
});
