import { describe, expect, it } from 'vitest';
import { classify, type Frame, shares, WORK } from './classify';

const frame = (source: string, functionName = 'f'): Frame => ({ source, functionName });
const run = frame('src/engine/discardingRun.ts', 'driveDiscardingRun');
const engine = frame('node_modules/@tensorflow/tfjs-core/dist/engine.js', 'gradients');
const tape = frame('node_modules/@tensorflow/tfjs-core/dist/tape.js', 'backpropagateGradients');
const wasm = frame('node_modules/@tensorflow/tfjs-backend-wasm/dist/kernels/Conv2D.js', 'conv2d');
const native = frame('', 'wasm-function[12]');
const inWorker = (...stack: Frame[]) => classify(stack);

describe('classify', () => {
  it('tells a forward kernel from the same kernel under the tape', () => {
    const executor = frame('node_modules/@tensorflow/tfjs-converter/dist/executor/graph_executor.js', 'execute');
    expect(inWorker(run, engine, executor, wasm, native)).toBe('forward');
    expect(inWorker(run, engine, frame('src/models/graphNetwork.ts'), wasm)).toBe('forward');
    expect(inWorker(run, engine, tape, wasm, native)).toBe('backward');
    expect(inWorker(run, engine, tape, frame('src/kernels/convInputGradient.ts'), wasm)).toBe('backward');
    expect(inWorker(run, engine, tape, frame('src/models/convolutionStep.ts', 'gradFunc'), engine, wasm)).toBe('backward');
  });

  it('finds noise, read-back and the solver', () => {
    expect(inWorker(run, frame('src/metrics/noisyPictures.ts'), frame('src/core/random.ts', 'fillNormal'))).toBe('noise');
    expect(inWorker(run, frame('src/metrics/noisyPictures.ts'), frame('src/core/orthogonalSigns.ts', 'fillOrthogonalSigns'))).toBe('noise');
    expect(inWorker(run, frame('node_modules/@tensorflow/tfjs-core/dist/tensor.js', 'data'), wasm)).toBe('read-back');
    expect(inWorker(run, frame('src/optim/contributionEstimate.ts'))).toBe('solver');
    // Arithmetic on tensors, called by the solver's own batch.
    expect(inWorker(run, frame('src/metrics/contributions.ts'), engine, wasm)).toBe('solver');
    expect(inWorker(frame('node_modules/react/index.js'))).toBe('other');
  });

  it('a function called data elsewhere reads nothing back', () => {
    expect(inWorker(run, frame('src/optim/bands.ts', 'data'))).toBe('solver');
  });

  it('leaves waiting threads out, and knows the collector', () => {
    expect(inWorker(frame('', '(root)'), frame('', '(idle)'))).toBeNull();
    expect(inWorker(frame('', '(root)'), frame('', '(program)'))).toBeNull();
    expect(inWorker()).toBeNull();
    expect(inWorker(run, frame('', '(garbage collector)'))).toBe('collection');
  });
});

it('shares add up to 1, and to 0 where nothing was busy', () => {
  const found = shares({ noise: 300, backward: 900, solver: 300 });
  expect(found.noise).toBeCloseTo(0.2, 12);
  expect(WORK.reduce((sum, work) => sum + found[work], 0)).toBeCloseTo(1, 12);
  expect(Object.values(shares({})).every((share) => share === 0)).toBe(true);
});
