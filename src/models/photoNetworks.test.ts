import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { fetchPackage } from '../../scripts/fetchPackage.mjs';
import type { PhotoNetwork } from '../../scripts/photoNetworks.mjs';
import { DEEPLAB, PHOTO_NETWORKS, SSD } from '../../scripts/photoNetworks.mjs';
import { detect } from '../engine/detections';
import { segment } from '../engine/segmentation';
import { toTensor } from '../metrics/noisyPictures';
import { largestDifference, startTestBackend } from '../testing/backends';
import { seededNumbers } from '../testing/linearNetwork';
import { IS_WHOLE } from '../testing/extent';
import { loadShippedNetwork } from '../testing/modelFiles';
import { loadWhole, photographPicture } from '../testing/photoNetworks';
import type { NetworkPicture } from '../engine/protocol';

const sourceOf = (network: PhotoNetwork) => path.join(fetchPackage(network.pin), network.modelFile);
/** The originals take bytes. */
const inBytes = (picture: NetworkPicture) => ({ ...picture, rgb: picture.rgb.map((value) => Math.round(255 * value) / 255) });
const bytesOf = ({ rgb, height, width }: NetworkPicture) => tf.tensor4d(rgb.map((value) => Math.round(255 * value)), [1, height, width, 3], 'int32');

beforeAll(() => startTestBackend('wasm'));

describe('SSD-MobileNetV2', () => {
  it('gives the scores and boxes of the whole original graph, control flow included', async () => {
    const picture = inBytes(photographPicture('car-bmw-m3', 300));
    const original = await loadWhole(sourceOf(SSD));
    const [scores, boxes] = (await original.executeAsync(bytesOf(picture), ['Postprocessor/convert_scores', 'Postprocessor/ExpandDims_1'])) as tf.Tensor[];
    const { network } = await loadShippedNetwork(SSD.id);
    const ours = tf.tidy(() => network.features(toTensor(picture.rgb, picture), ['class_scores', 'boxes']));
    expect(ours[1]!.shape).toEqual(boxes!.shape);
    expect(largestDifference(ours[0]!.dataSync(), scores!.dataSync())).toBeLessThan(1e-3);
    expect(largestDifference(ours[1]!.dataSync(), boxes!.dataSync())).toBeLessThan(1e-3);
    const labels = (await detect(network, network.card.detector!, picture)).map(({ label }) => label);
    expect(labels[0]).toBe('person');
    expect(labels).toContain('car');
    network.dispose();
    original.dispose();
  });

  it('offers stem, blocks and extra feature maps in the order of the network, at its resolutions', async () => {
    const { network, description } = await loadShippedNetwork(SSD.id);
    const ids = ['stem', ...Array.from({ length: 17 }, (_, i) => `block${i + 1}`), 'head', 'extra1', 'extra2', 'extra3', 'extra4'];
    expect(description.layers.map(({ id }) => id)).toEqual(ids);
    expect(description.notes).toEqual([]);
    // MobileNetV2's table 2 (Sandler et al. 2018), at 300 pixels.
    expect(description.layers.slice(0, 19).map(({ shape }) => shape)).toEqual([
      [150, 150, 32], [150, 150, 16], [75, 75, 24], [75, 75, 24], [38, 38, 32], [38, 38, 32], [38, 38, 32],
      ...Array.from({ length: 4 }, () => [19, 19, 64]), ...Array.from({ length: 3 }, () => [19, 19, 96]),
      ...Array.from({ length: 3 }, () => [10, 10, 160]), [10, 10, 320], [10, 10, 1280],
    ]);
    network.dispose();
  });
});

describe('DeepLab v3', () => {
  it('gives the scores and the mask of the whole original graph, told to work at this size', async () => {
    const picture = inBytes(photographPicture('car-corvette', 257));
    const original = await loadWhole(sourceOf(DEEPLAB), (json, integers) => {
      integers.get('sub_1/x')!.fill(257);
      integers.get('ResizeBilinear_1/size')!.fill(33);
      integers.get('strided_slice_7')!.fill(257);
      const pool = json.modelTopology.node.find(({ op }) => op === 'AvgPool')!;
      for (const key of ['ksize', 'strides']) pool.attr![key] = { list: { i: ['1', '33', '33', '1'] } };
    });
    const [scores, mask] = original.execute(bytesOf(picture), ['logits/semantic/BiasAdd', 'SemanticPredictions']) as tf.Tensor[];
    const { network } = await loadShippedNetwork(DEEPLAB.id);
    const ours = tf.tidy(() => network.features(toTensor(picture.rgb, picture), ['class_logits'])[0]!);
    expect(largestDifference(ours.dataSync(), scores!.dataSync())).toBeLessThan(1e-3);
    const { classOfPixel, present } = await segment(network, network.card.segmenter!, picture);
    const wanted = mask!.dataSync();
    // Where two classes are level, the last bits decide.
    expect(classOfPixel.filter((value, i) => value !== wanted[i]).length).toBeLessThan(1e-4 * wanted.length);
    expect(present[0]).toEqual({ classIndex: 7, label: 'car', pixels: wanted.filter((value) => value === 7).length });
    network.dispose();
    original.dispose();
  });

  it.runIf(IS_WHOLE)('agrees with the original at its own 513 pixels on most of the picture', async () => {
    const original = await loadWhole(sourceOf(DEEPLAB));
    const mask = (original.execute(bytesOf(photographPicture('car-corvette', 513)), 'SemanticPredictions') as tf.Tensor).dataSync();
    const { network } = await loadShippedNetwork(DEEPLAB.id);
    const { classOfPixel } = await segment(network, network.card.segmenter!, photographPicture('car-corvette', 257));
    let both = 0;
    let either = 0;
    for (let i = 0; i < classOfPixel.length; i++) {
      const there = mask[2 * (Math.floor(i / 257) * 513 + (i % 257))] === 7;
      both += Number(there && classOfPixel[i] === 7);
      either += Number(there || classOfPixel[i] === 7);
    }
    expect(both / either).toBeGreaterThan(0.8);
    network.dispose();
    original.dispose();
  });
});

describe.each(PHOTO_NETWORKS.map(({ id }) => id))('%s', (id) => {
  it('has input gradients that match finite differences, from the first layer to the last', async () => {
    const { network, description } = await loadShippedNetwork(id);
    const { width } = network.card.input;
    const picture = photographPicture('car-corvette', width);
    // Small: larger ones cross kinks of Relu6, and the difference grows with them.
    const step = 1e-5;
    for (const layer of description.layers.filter((_, i) => i % 4 === 0 || i === description.layers.length - 1)) {
      const size = layer.shape.reduce((a, b) => a * b, 1);
      const [analytic, numeric, typical] = tf.tidy(() => {
        const x = toTensor(picture.rgb, picture);
        const weights = tf.tensor1d(seededNumbers(size, 5));
        const direction = tf.tensor4d(seededNumbers(picture.rgb.length, 6), x.shape);
        const feature = (input: tf.Tensor4D) => network.features(input, [layer.id])[0]!.reshape([size]);
        const { grads } = tf.engine().gradients(() => feature(x).mul(weights).sum(), [x]);
        const at = (length: number) => feature(x.add(direction.mul(length)) as tf.Tensor4D);
        const slopes = at(step).sub(at(-step)).div(2 * step);
        return [grads[0]!.mul(direction).sum(), slopes.mul(weights).sum(), slopes.norm()].map((t) => t.dataSync()[0]!);
      }) as unknown as [number, number, number];
      // A sum with N(0, 1) weights is of the size of the norm; kinks and float32 leave a few per cent of it.
      expect(Math.abs(analytic - numeric) / typical, `${layer.id}: ${analytic} against ${numeric}`).toBeLessThan(0.05);
    }
    network.dispose();
  });

  it('loads and frees without a trace', async () => {
    const before = tf.memory().numTensors;
    (await loadShippedNetwork(id)).network.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
