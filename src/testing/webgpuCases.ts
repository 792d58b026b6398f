/** What our kernels and recordings do on WebGPU, which Node does not have: called in a browser, by e2e/webgpuKernels.e2e.ts; results are plain data. */
import * as tf from '@tensorflow/tfjs';
import { fillOrthogonalSigns } from '../core/orthogonalSigns';
import { fillNormal, fillSigns } from '../core/random';
import { startBackend } from '../engine/backend';
import { forgetRecordings, runRecorded } from '../kernels/recording';
import { rectifierGradient } from '../kernels/reluGradient';
import { noiseState, normalOnDevice, orthogonalSignsOnDevice, signsOnDevice } from '../kernels/seededNoise';

export const start = async () => (await startBackend('webgpu')).name;

const NOISE_WIDTH = 7;

/** Against JavaScript's: the largest difference of normal numbers, and how many signs of either kind differ. */
export async function noiseDifferences(seed: number, firstStream: number, samples: number, size: number): Promise<{ normal: number; signs: number; orthogonalSigns: number }> {
  const kinds = {
    normal: { onDevice: normalOnDevice, fill: fillNormal },
    signs: { onDevice: signsOnDevice, fill: fillSigns },
    orthogonalSigns: {
      onDevice: (...of: Parameters<typeof signsOnDevice>) => orthogonalSignsOnDevice(...of, NOISE_WIDTH),
      fill: (out: Float32Array, ...of: [number, number]) => fillOrthogonalSigns(out, NOISE_WIDTH, ...of),
    },
  };
  const differences = { normal: 0, signs: 0, orthogonalSigns: 0 };
  const own = new Float32Array(size);
  for (const kind of Object.keys(kinds) as (keyof typeof kinds)[]) {
    const made = tf.tidy(() => kinds[kind].onDevice(tf.tensor1d(noiseState(seed, firstStream).values, 'int32'), samples, size));
    const values = await made.data<'float32'>();
    made.dispose();
    for (let sample = 0; sample < samples; sample++) {
      kinds[kind].fill(own, seed, firstStream + sample);
      for (let i = 0; i < size; i++) {
        const difference = Math.abs(values[sample * size + i]! - own[i]!);
        differences[kind] = kind === 'normal' ? Math.max(differences.normal, difference) : differences[kind] + Number(difference > 0);
      }
    }
  }
  return differences;
}

/** dy where the rectifier let y through, for y at and around its corners. */
export async function rectifierGradients(activation: 'relu' | 'relu6', y: readonly number[]): Promise<number[]> {
  const made = tf.tidy(() => rectifierGradient(tf.range(1, y.length + 1), tf.tensor1d([...y]), activation));
  const values = [...(await made.data())];
  made.dispose();
  return values;
}

const CASES = {
  plain: (x: tf.Tensor) => ({ read: [x.square().sub(x.mean())], kept: [x.add(1)] }),
  /** Other numbers every time, which no recording can know. */
  fickle: (x: tf.Tensor, time: number) => ({ read: [x.mul(time)], kept: [] }),
  constant: () => ({ read: [tf.tensor1d([7, 8])], kept: [] }),
  /** While it is recorded, with something on the way already. */
  throwing: (x: tf.Tensor, time: number) => {
    const sum = x.add(1);
    if (time === 2) throw new Error('for once');
    return { read: [sum.square()], kept: [] };
  },
} satisfies Record<string, (x: tf.Tensor, time: number) => { read: tf.Tensor[]; kept: tf.Tensor[] }>;

/** [1, 2], [2, 4], … through one of the cases, five times; how often it was computed and not played, and how many tensors are left when all is forgotten. */
export async function recorded(name: keyof typeof CASES): Promise<{ read: number[][]; kept: number[][]; computed: number; left: number }> {
  const before = tf.memory().numTensors;
  const owner = {};
  const [read, kept]: [number[][], number[][]] = [[], []];
  let times = 0;
  for (let n = 1; n <= 5; n++) {
    const computed = await runRecorded(owner, name, {
      inputs: { x: { values: Float32Array.of(n, 2 * n), shape: [2] } }, compute: ({ x }) => CASES[name](x, ++times),
    });
    read.push([...computed.read[0]!]);
    for (const tensor of computed.kept) kept.push([...(await tensor.data())]);
    tf.dispose([...computed.kept]);
  }
  forgetRecordings(owner);
  return { read, kept, computed: times, left: tf.memory().numTensors - before };
}
