import { beforeEach, describe, expect, it } from 'vitest';
import { entropyOfStd } from '../core/entropy';
import type { ModelCard } from '../core/modelCard';
import { QUANTITY_NAMES } from '../core/quantityNames';
import type { LayerProgress } from '../engine/protocol';
import { drawForeground } from './foreground';
import { INITIAL_LIVE, writeLive } from './live';
import { quantityNumbers } from './quantityNumbers';
import { freshResults } from './runReducer';
import type { AppState, ShownRun, TableModel, TablePicture } from './store';
import { INITIAL_STATE, writeApp } from './store';
import { setVeil } from './veil';
import { setView } from './viewActions';

const card = { id: 'tiny', title: 'Tiny', input: { width: 2, height: 1, mean: [], std: [0.25, 0.25, 0.25] }, labels: [], layers: [] } as unknown as ModelCard;
const layers = [{ id: 'a', title: 'Layer A', stage: 's', kind: 'other', depth: 1, shape: [] }];
/** Two pixels, of which the second takes ten times the noise of the first. */
const values = [entropyOfStd(0.002), entropyOfStd(0.02)];
const uniformValue = entropyOfStd(0.004);
const meanValue = (values[0]! + values[1]!) / 2;

function place(change: Partial<LayerProgress> = {}) {
  const fresh = freshResults(['a']).results.get('a')!;
  const progress: LayerProgress = {
    ...fresh.progress, status: 'converged', passes: 96, passLimit: 800, meanValue, p10Value: values[0]!, p90Value: values[1]!, uniformValue,
    gain: meanValue - uniformValue, distortion: 1.497, distortionCi95: 0.012, ...change,
  };
  writeLive({ ...INITIAL_LIVE, results: new Map([['a', { ...fresh, progress, map: { width: 2, height: 1, quantity: 'entropyNats', values: Float32Array.from(values) } }]]) });
}

beforeEach(() => {
  setVeil('none');
  const model: TableModel = { link: 'tiny', card, layers, loaded: null };
  writeApp({
    ...INITIAL_STATE, model,
    picture: { link: null, trueLabel: null, window: null, opened: { sha256: 'x' } } as unknown as TablePicture,
    fitted: { picture: { width: 2, height: 1, rgb: new Float32Array(6) } } as AppState['fitted'],
    shownRun: { spec: { metric: 'discarding', budget: 1.5, noise: 0.0025 } } as unknown as ShownRun,
  });
  place();
});

describe('this run in the formula of', () => {
  it('a pixel’s entropy: its sigma, and H from it', () => {
    writeLive({ pixel: { x: 1, y: 0 } });
    expect(quantityNumbers('entropy', 'a')).toEqual({
      layer: 'Layer A',
      lines: ['Pixel 2, 1', 'σ = 0.0200, or 5.10 of 255 grey levels', 'H = log 0.0200 + 1.419 = −2.49 nats'],
    });
    expect(quantityNumbers('relative', 'a').lines[1]).toBe('ΔH = −2.49 nats − (−4.10 nats) = +1.61 nats');
  });

  it('the gain: both sides of the difference, and how many times the noise', () => {
    // Geometric mean of 0.002 and 0.02 over 0.004.
    expect(Math.sqrt(0.002 * 0.02) / 0.004).toBeCloseTo(1.58, 2);
    expect(quantityNumbers('gain', 'a').lines).toEqual(['gain = −3.64 nats − (−4.10 nats) = +0.46 nats', 'e^0.46 = 1.58: so many times the noise']);
  });

  it('g, c, tau and passes', () => {
    expect(quantityNumbers('distortion', 'a').lines[0]).toBe('g = 1.497 ± 0.012, budget c = 1.5');
    expect(quantityNumbers('budget')).toMatchObject({ layer: null });
    expect(quantityNumbers('budget').lines).toContain('If the layer is linear: σ = 0.00250 · √1.5 = 0.00306, or 0.781 of 255 grey levels');
    expect(quantityNumbers('budget').lines).toContain('Measured: σ = 0.00400');
    expect(quantityNumbers('noise').lines).toEqual(['τ = 0.00250 on the scale from 0 to 1, or 0.638 of 255 grey levels']);
    expect(quantityNumbers('passes', 'a').lines[0]).toBe('96 of at most 800 passes');
  });

  it('what the foreground is compared in', () => {
    expect(quantityNumbers('concentration', 'a').lines).toEqual(['There is no foreground yet. Mark one on the picture.']);
    drawForeground({ width: 2, height: 1, inside: Uint8Array.from([1, 0]) });
    expect(quantityNumbers('concentration', 'a').lines).toEqual(['B: 1 px, F: 1 px', 'C = −2.49 nats − (−4.80 nats) = +2.30 nats']);
    expect(quantityNumbers('knowledge', 'a').lines.at(-1)).toBe('1 inside, 0 outside: share inside 100 %');
  });

  it('bits, where the viewer reads those', () => {
    setView({ units: 'bits' });
    expect(quantityNumbers('gain', 'a').lines[0]).toBe('gain = −5.26 bits − (−5.92 bits) = +0.66 bits');
  });

  it('nothing that is not measured or not to be seen yet', () => {
    place({ meanValue: null, p10Value: null, p90Value: null, uniformValue: null, gain: null, distortion: null });
    for (const name of ['mean', 'uniform', 'gain', 'distortion'] as const) expect(quantityNumbers(name, 'a').lines).toEqual(['Nothing is measured yet.']);
    place();
    setVeil('all');
    for (const name of QUANTITY_NAMES) expect(quantityNumbers(name, 'a').lines.join()).not.toMatch(/−[234]\.\d/);
  });
});
