/** Seeded noise as tensors: made on the GPU where there is one, else in JavaScript (core/random.ts) and handed over. */
import * as tf from '@tensorflow/tfjs';
import { fillSigns, seedKey } from '../core/random';
import { elementwise } from './elementwise';
import { fillNormalNoise } from './normalNoise';
import { asWebgpuBackend } from './webgpuBackend';

type Distribution = 'SeededNormal' | 'SeededSigns';

/** Whether noise is made on a GPU, and stays there. */
export const makesNoiseOnDevice = () => tf.getKernel('SeededNormal', tf.getBackend()) !== undefined;

/** What noise on a GPU starts from, as numbers of a tensor of int32, [2]. */
export const noiseState = (seed: number, firstStream: number) => Int32Array.of(seedKey(seed), firstStream);

/**
 * Independent N(0, 1) numbers, a stream a row: fillNormal's up to the precision of the GPU.
 * @param state a tensor of `noiseState`
 * @returns [samples, size]
 */
export const normalOnDevice = (state: tf.Tensor, samples: number, size: number) => onDevice('SeededNormal', state, samples, size);

/**
 * Independent signs, +1 or -1, a stream a row: fillSigns'.
 * @param state a tensor of `noiseState`
 * @returns [samples, size]
 */
export const signsOnDevice = (state: tf.Tensor, samples: number, size: number) => onDevice('SeededSigns', state, samples, size);

function onDevice(distribution: Distribution, state: tf.Tensor, samples: number, size: number): tf.Tensor2D {
  return tf.engine().runKernel<tf.Tensor2D>(distribution, { state }, { samples, size });
}

/** Where noise is made in JavaScript: [samples, size] of N(0, 1), a stream a row. */
export const seededNormal = (seed: number, firstStream: number, samples: number, size: number) => filled(fillNormalNoise, seed, firstStream, samples, size);

/** Where noise is made in JavaScript: [samples, size] of signs, a stream a row. */
export const seededSigns = (seed: number, firstStream: number, samples: number, size: number) => filled(fillSigns, seed, firstStream, samples, size);

function filled(fill: typeof fillSigns, seed: number, firstStream: number, samples: number, size: number): tf.Tensor2D {
  const values = new Float32Array(samples * size);
  for (let sample = 0; sample < samples; sample++) fill(values.subarray(sample * size, (sample + 1) * size), seed, firstStream + sample);
  return tf.tensor2d(values, [samples, size]);
}

/** core/random.ts in WGSL; sine and cosine are only promised to be good between -pi and pi. */
const HASH = `
  const GOLDEN = 0x9e3779b9u;
  fn hash32(value : u32) -> u32 {
    var x = (value ^ (value >> 16u)) * 0x21f0aaadu;
    x = (x ^ (x >> 15u)) * 0xd35a2d97u;
    return x ^ (x >> 15u);
  }
  fn streamKey(sample : i32) -> u32 {
    return hash32(bitcast<u32>(state[0]) + bitcast<u32>(state[1] + sample) * 0x85ebca6bu);
  }
  fn draw(key : u32, count : u32) -> u32 {
    return hash32((key + GOLDEN * count) ^ key);
  }`;

const VALUE = {
  SeededNormal: `
    let pair = u32(place) / 2u;
    let radius = sqrt(-2.0 * log((f32(draw(key, 2u * pair + 1u)) + 1.0) / 4294967296.0));
    let angle = 6.283185307179586 / 4294967296.0 * f32(bitcast<i32>(draw(key, 2u * pair + 2u)));
    let value = radius * select(cos(angle), sin(angle), place % 2 == 1);`,
  SeededSigns: `
    let bits = draw(key, u32(place) / 32u + 1u);
    let value = select(-1.0, 1.0, ((bits >> (u32(place) % 32u)) & 1u) == 1u);`,
} satisfies Record<Distribution, string>;

function program(distribution: Distribution, samples: number, size: number) {
  const code = `
    let place = index % uniforms.outShape[1];
    let key = streamKey(index / uniforms.outShape[1]);
    ${VALUE[distribution]}`;
  return elementwise(distribution, [samples, size], ['state'], code, HASH);
}

export function registerWebgpuNoise(): void {
  for (const kernelName of ['SeededNormal', 'SeededSigns'] as const) {
    if (tf.getKernel(kernelName, 'webgpu')) continue;
    tf.registerKernel({
      kernelName,
      backendName: 'webgpu',
      kernelFunc: ({ inputs, backend, attrs }) => {
        const { samples, size } = attrs as unknown as { samples: number; size: number };
        return asWebgpuBackend(backend).runWebGPUProgram(program(kernelName, samples, size), [inputs['state']!], 'float32');
      },
    });
  }
}
