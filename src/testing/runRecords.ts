/** A small run as plain data: three layers of a network for pictures of 3 x 2 pixels, one of them without a map. */
import type { LayerProgress, LayerStatus } from '../engine/protocol';
import type { LayerRecord, RunRecord } from '../records/runRecord';

export const STD = [0.2, 0.25, 0.3];

export function layerRecord(id: string, depth: number, status: LayerStatus, values: readonly number[] | null): LayerRecord {
  const progress: LayerProgress = {
    layerId: id,
    status,
    statusReason: 'the map stopped moving',
    passes: 96,
    passLimit: 128,
    seconds: 0.4,
    meanValue: values && -1,
    p10Value: null,
    p90Value: null,
    uniformValue: -4.05,
    gain: 0.14,
    distortion: 1.497,
    distortionCi95: 0.012,
    recipeDistortion: null,
    error: null,
  };
  return {
    info: { id, title: `Title of ${id}`, stage: '1', kind: 'block', depth, shape: [2, 3, 16] },
    progress,
    map: values && { width: 3, height: 2, quantity: 'entropyNats', values: Float32Array.from(values) },
    reconstructions: null,
  };
}

export const FIRST = [-3.5, -3.25, -4, -1.1, -2.2, -3.3];
export const SECOND = [0.5, 1, 1.5, 2, 2.5, 3];

export const RECORD: RunRecord = {
  appVersion: '0.1.0',
  createdAt: '2026-11-23T10:00:00.000Z',
  backend: { name: 'wasm', threads: 2, adapter: null, reason: 'no GPU', warning: null },
  model: {
    link: 'resnet20',
    choices: null,
    id: 'resnet20',
    title: 'ResNet-20',
    sha256: 'ab'.repeat(32),
    input: { width: 3, height: 2, mean: [0.5, 0.5, 0.5], std: STD },
    layers: [],
  },
  picture: {
    link: null, name: 'ship.png', sha256: 'cd'.repeat(32), width: 640, height: 480, crop: { x: 80, y: 0, width: 480, height: 480 }, seen: null,
  },
  spec: { metric: 'discarding', layerIds: ['a', 'b', 'c'], grid: 'full', budget: 1.5, noise: 'paper', solver: 'fast', seed: 1, target: 'features', variant: null },
  predictions: [{ label: 'ship', probability: 0.98 }],
  foreground: null,
  layers: [layerRecord('a', 1, 'converged', FIRST), layerRecord('b,"x"', 2, 'queued', null), layerRecord('c', 3, 'cancelled', SECOND)],
};
