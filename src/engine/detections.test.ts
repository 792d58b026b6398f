import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DetectorCard } from '../core/modelCard';
import type { Network } from '../models/network';
import { startTestBackend } from '../testing/backends';
import { seededNumbers } from '../testing/linearNetwork';
import { detect } from './detections';
import { segment } from './segmentation';

beforeAll(() => startTestBackend('wasm'));

const PICTURE = { width: 40, height: 20, rgb: new Float32Array(40 * 20 * 3) };
const CARD: DetectorCard = { boxes: 'boxes', scores: 'scores', labels: ['background', 'cat', '', 'dog'] };

/** A network that gives these numbers, whatever it sees. */
function saying(outputs: Readonly<Record<string, () => tf.Tensor>>): Network {
  return { maxBatch: 1, features: (_: tf.Tensor4D, ids: readonly string[]) => ids.map((id) => outputs[id]!()) } as unknown as Network;
}

const anchors = (boxes: readonly (readonly number[])[], scores: readonly (readonly number[])[]) =>
  saying({
    boxes: () => tf.tensor4d(boxes.flat(), [1, boxes.length, 1, 4]),
    scores: () => tf.tensor3d(scores.flat(), [1, scores.length, 4]),
  });

const area = ([top, left, bottom, right]: readonly number[]) => Math.max(0, bottom! - top!) * Math.max(0, right! - left!);
function overlap(a: readonly number[], b: readonly number[]): number {
  const both = area([Math.max(a[0]!, b[0]!), Math.max(a[1]!, b[1]!), Math.min(a[2]!, b[2]!), Math.min(a[3]!, b[3]!)]);
  return both / (area(a) + area(b) - both);
}

describe('detections', () => {
  it('are boxes in pixels, within the picture, by their likeliest class but the background', async () => {
    const network = anchors(
      [[0.1, 0.25, 0.5, 0.75], [-0.2, 0.9, 0.4, 1.3], [0.6, 0, 0.9, 0.2]],
      [[0.99, 0.2, 0, 0.7], [0, 0.9, 0, 0.1], [0, 0, 0.5, 0.1]],
    );
    const found = await detect(network, CARD, PICTURE);
    expect(found.map(({ label }) => label)).toEqual(['cat', 'dog', 'class 2']);
    expect(found[1]!.score).toBeCloseTo(0.7, 6);
    const { x0, y0, x1, y1 } = found[1]!.box;
    for (const [value, wanted] of [[x0, 10], [y0, 2], [x1, 30], [y1, 10]] as const) expect(value).toBeCloseTo(wanted, 4);
    expect(found[0]!.box).toMatchObject({ y0: 0, x1: 40 });
  });

  it('are those that a plain suppression of overlapping boxes leaves, surest first', async () => {
    const numbers = seededNumbers(200 * 5, 3).map((value) => 1 / (1 + Math.exp(-value)));
    const boxes = Array.from({ length: 200 }, (_, i) => {
      const [top, left, height, width] = Array.from(numbers.slice(5 * i, 5 * i + 4)) as [number, number, number, number];
      return [0.7 * top, 0.7 * left, 0.7 * top + 0.3 * height, 0.7 * left + 0.3 * width];
    });
    const scores = Array.from({ length: 200 }, (_, i) => [0, 0.3 * numbers[5 * i + 4]!, 0, numbers[5 * i + 4]!]);
    const wanted: number[] = [];
    const order = scores.map((_, i) => i).filter((i) => scores[i]![3]! > 0.4).sort((a, b) => scores[b]![3]! - scores[a]![3]!);
    for (const i of order) if (wanted.length < 20 && wanted.every((kept) => overlap(boxes[kept]!, boxes[i]!) <= 0.5)) wanted.push(i);
    const found = await detect(anchors(boxes, scores), CARD, PICTURE);
    expect(wanted.length).toBeGreaterThan(5);
    expect(order.length).toBeGreaterThan(wanted.length);
    expect(found.map(({ score }) => score.toFixed(6))).toEqual(wanted.map((i) => Math.fround(scores[i]![3]!).toFixed(6)));
  });

  it('leave no tensor behind', async () => {
    const network = anchors([[0, 0, 1, 1]], [[0, 0.9, 0, 0]]);
    await detect(network, CARD, PICTURE);
    const before = tf.memory().numTensors;
    await detect(network, CARD, PICTURE);
    await segment(saying({ s: () => tf.zeros([1, 2, 2, 3]) }), { scores: 's', labels: [] }, PICTURE);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('a segmentation', () => {
  it('gives every pixel the class that is highest between the cells, corners on corners', async () => {
    // Class 1 falls from left to right, class 2 rises: they meet in the middle, and class 0 is below both.
    const scores = () => tf.tensor4d([[0, 4, 0], [0, 0, 4], [0, 4, 0], [0, 0, 4]].flat(), [1, 2, 2, 3]);
    const { classOfPixel, present } = await segment(saying({ s: scores }), { scores: 's', labels: ['', 'cat', 'dog'] }, PICTURE);
    for (let i = 0; i < classOfPixel.length; i++) expect(classOfPixel[i]).toBe(i % 40 < 20 ? 1 : 2);
    expect(present).toEqual([{ classIndex: 1, label: 'cat', pixels: 400 }, { classIndex: 2, label: 'dog', pixels: 400 }]);
  });
});
