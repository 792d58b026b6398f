/** Seeded noise as tensors: made on the GPU where there is one, else in JavaScript (core/random.ts) and handed over. */
import * as tf from '@tensorflow/tfjs';
import { CHANNEL_SEED, ORTHOGONAL_STREAMS } from '../core/orthogonalSigns';
import { fillSigns, seedKey } from '../core/random';
import { elementwise } from './elementwise';
import { fillNormalNoise } from './normalNoise';
import { asWebgpuBackend } from './webgpuBackend';

type Distribution = 'SeededNormal' | 'SeededSigns' | 'OrthogonalSigns';

/** Whether noise is made on a GPU, and stays there. */
export const makesNoiseOnDevice = () => tf.getKernel('SeededNormal', tf.getBackend()) !== undefined;

/** What noise on a GPU starts from, of a tensor of int32. */
export const noiseState = (seed: number, firstStream: number) => ({ values: Int32Array.of(seedKey(seed), firstStream, seedKey(seed ^ CHANNEL_SEED)), shape: [3] });

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

/**
 * Signs for pictures, a stream a row: fillOrthogonalSigns'.
 * @param state a tensor of `noiseState`
 * @returns [samples, height * width * 3]
 */
export const orthogonalSignsOnDevice = (state: tf.Tensor, samples: number, size: number, width: number) => onDevice('OrthogonalSigns', state, samples, size, width);

function onDevice(distribution: Distribution, state: tf.Tensor, samples: number, size: number, width = 0): tf.Tensor2D {
  return tf.engine().runKernel<tf.Tensor2D>(distribution, { state }, { samples, size, width });
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

/** core/random.ts and core/orthogonalSigns.ts in WGSL; sine and cosine are only promised to be good between -pi and pi. */
const HASH = `
  const GOLDEN = 0x9e3779b9u;
  fn hash32(value : u32) -> u32 {
    var x = (value ^ (value >> 16u)) * 0x21f0aaadu;
    x = (x ^ (x >> 15u)) * 0xd35a2d97u;
    return x ^ (x >> 15u);
  }
  fn streamKey(seedKey : i32, stream : i32) -> u32 {
    return hash32(bitcast<u32>(seedKey) + bitcast<u32>(stream) * 0x85ebca6bu);
  }
  fn draw(key : u32, count : u32) -> u32 {
    return hash32((key + GOLDEN * count) ^ key);
  }
  fn signAt(key : u32, place : u32) -> f32 {
    return select(-1.0, 1.0, ((draw(key, place / 32u + 1u) >> (place % 32u)) & 1u) == 1u);
  }`;

const VALUE = {
  SeededNormal: () => `
    let key = streamKey(state[0], stream);
    let pair = u32(place) / 2u;
    let radius = sqrt(-2.0 * log((f32(draw(key, 2u * pair + 1u)) + 1.0) / 4294967296.0));
    let angle = 6.283185307179586 / 4294967296.0 * f32(bitcast<i32>(draw(key, 2u * pair + 2u)));
    let value = radius * select(cos(angle), sin(angle), place % 2 == 1);`,
  SeededSigns: () => `
    let value = signAt(streamKey(state[0], stream), u32(place));`,
  OrthogonalSigns: (width) => `
    let family = stream / ${ORTHOGONAL_STREAMS};
    let row = u32(stream % ${ORTHOGONAL_STREAMS});
    let pixel = u32(place) / 3u;
    let x = pixel % ${width}u;
    let y = pixel / ${width}u;
    let square = (y / 2u) * ${Math.ceil(width / 2)}u + x / 2u;
    let channel = (u32(place) % 3u) ^ (draw(streamKey(state[2], family), square + 1u) & 3u);
    let column = channel | ((x & 1u) << 2u) | ((y & 1u) << 3u) | ((x & 2u) << 3u) | ((y & 2u) << 4u) | ((x & 4u) << 4u) | ((y & 4u) << 5u);
    let value = signAt(streamKey(state[0], family), u32(place)) * (1.0 - 2.0 * f32(countOneBits(row & column) % 2u));`,
} satisfies Record<Distribution, (width: number) => string>;

function program(distribution: Distribution, samples: number, size: number, width: number) {
  const code = `
    let place = index % uniforms.outShape[1];
    let stream = state[1] + index / uniforms.outShape[1];
    ${VALUE[distribution](width)}`;
  return elementwise(`${distribution}${width}`, [samples, size], ['state'], code, HASH);
}

export function registerWebgpuNoise(): void {
  for (const kernelName of Object.keys(VALUE) as Distribution[]) {
    if (tf.getKernel(kernelName, 'webgpu')) continue;
    tf.registerKernel({
      kernelName,
      backendName: 'webgpu',
      kernelFunc: ({ inputs, backend, attrs }) => {
        const { samples, size, width } = attrs as unknown as { samples: number; size: number; width: number };
        return asWebgpuBackend(backend).runWebGPUProgram(program(kernelName, samples, size, width), [inputs['state']!], 'float32');
      },
    });
  }
}
