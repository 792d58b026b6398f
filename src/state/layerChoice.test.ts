import { describe, expect, it } from 'vitest';
import { AUTO_LAYERS, resolveLayers, toggleLayer } from './layerChoice';

const ids = Array.from({ length: 11 }, (_, i) => `layer${i}`);
const layers = ids.map((id) => ({ id, kind: 'block' }));

describe('resolveLayers', () => {
  it('spreads auto over the depth, first and last included', () => {
    const { layerIds } = resolveLayers('auto', layers);
    expect(layerIds).toHaveLength(AUTO_LAYERS);
    expect(layerIds[0]).toBe('layer0');
    expect(layerIds.at(-1)).toBe('layer10');
  });

  it('leaves the classifier out of auto, unless there is nothing else', () => {
    const withLogits = [...layers, { id: 'logits', kind: 'dense' }];
    expect(resolveLayers('auto', withLogits).layerIds.at(-1)).toBe('layer10');
    expect(resolveLayers('all', withLogits).layerIds).toContain('logits');
    expect(resolveLayers('auto', [{ id: 'logits', kind: 'dense' }]).layerIds).toEqual(['logits']);
  });

  it('leaves what stands beside the backbone out of auto, unless there is nothing else', () => {
    const withSide = [...layers, { id: 'extra', kind: 'convolution', side: true }];
    expect(resolveLayers('auto', withSide).layerIds.at(-1)).toBe('layer10');
    expect(resolveLayers(['extra'], withSide).layerIds).toEqual(['extra']);
    expect(resolveLayers('auto', [{ id: 'extra', kind: 'convolution', side: true }]).layerIds).toEqual(['extra']);
  });

  it('shows every layer of a short network', () => {
    expect(resolveLayers('auto', layers.slice(0, 3)).layerIds).toEqual(ids.slice(0, 3));
    expect(resolveLayers('all', layers).layerIds).toEqual(ids);
  });

  it('puts a list into the order of the network and names what is unknown', () => {
    expect(resolveLayers(['layer5', 'layer2', 'nope'], layers)).toEqual({
      layerIds: ['layer2', 'layer5'],
      unknown: ['nope'],
    });
  });

  it('falls back to auto when nothing of the list is known', () => {
    expect(resolveLayers(['nope'], layers)).toEqual({ layerIds: resolveLayers('auto', layers).layerIds, unknown: ['nope'] });
  });
});

describe('toggleLayer', () => {
  it('adds in order, removes, and keeps the last one', () => {
    expect(toggleLayer(['layer5'], 'layer2', ids)).toEqual(['layer2', 'layer5']);
    expect(toggleLayer(['layer2', 'layer5'], 'layer5', ids)).toEqual(['layer2']);
    expect(toggleLayer(['layer2'], 'layer2', ids)).toEqual(['layer2']);
  });
});
