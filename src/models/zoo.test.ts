/** The networks that we trained, as they are committed: half floats, cards, zeros of the pruned ones, and the size of it all. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CatalogueEntry, ModelCard } from '../core/modelCard';
import { largestDifference, startTestBackend } from '../testing/backends';
import { loadShippedNetwork } from '../testing/modelFiles';
import { weightsOf } from '../testing/graphFiles';

const models = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../public/models');
const catalogue = JSON.parse(readFileSync(path.join(models, 'catalogue.json'), 'utf8')) as CatalogueEntry[];
const cardOf = ({ path: file }: CatalogueEntry) => JSON.parse(readFileSync(path.join(models, path.dirname(file), 'card.json'), 'utf8')) as ModelCard;
const ours = catalogue.filter((entry) => cardOf(entry).training !== undefined);

/** What half floats may move a logit by. */
const HALF_TOLERANCE = 1e-2;
const LARGEST_ZOO_BYTES = 25e6;

beforeAll(() => startTestBackend('wasm'));

it('weighs less than 25 MB', () => {
  const bytes = ours.flatMap(({ id }) => readdirSync(path.join(models, id)).map((file) => statSync(path.join(models, id, file)).size));
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(LARGEST_ZOO_BYTES);
});

it('reads weights that are stored as half floats to the logits of PyTorch, to 1e-2', async () => {
  const { network, files } = await loadShippedNetwork('resnet20-pruned50');
  expect(files!.weightSpecs.some(({ quantization }) => quantization?.dtype === 'float16')).toBe(true);
  const fixture = new URL('../testing/fixtures/logits-resnet20-pruned50.json', import.meta.url);
  const { pictures } = JSON.parse(readFileSync(fixture, 'utf8')) as { pictures: { rgbBase64: string; logits: number[] }[] };
  for (const { rgbBase64, logits } of pictures) {
    const rgb = Float32Array.from(Buffer.from(rgbBase64, 'base64'), (byte) => byte / 255);
    const found = tf.tidy(() => network.features(tf.tensor4d(rgb, [1, 32, 32, 3]), [network.card.logits])[0]!.dataSync());
    expect(largestDifference(found, logits)).toBeLessThan(HALF_TOLERANCE);
  }
  network.dispose();
});

describe.each(ours.map((entry) => [entry.id, entry] as const))('%s', (id, entry) => {
  it('opens, with all the layers of its card, and says how it was trained', async () => {
    const { network, files, description } = await loadShippedNetwork(id);
    const card = cardOf(entry);
    expect(entry.title).toBe(card.title);
    expect(description.layers.map((layer) => layer.id)).toEqual(card.layers.map((layer) => layer.id));
    expect(card.training).toMatchObject({ dataset: 'CIFAR-10', testPictures: 10000 });
    expect(card.training!.command).toMatch(/^python3 training\/train\.py /);
    expect(existsSync(path.resolve(models, '../../training/runs', runOf(card), 'log.jsonl'))).toBe(true);
    if (card.training!.zeroShare !== undefined) expectZeros(weightsOf(files!), card.training!.zeroShare);
    network.dispose();
  });
});

/** As the command has it: `--name` or the network's own. */
const runOf = ({ training }: ModelCard) => /--name (\S+)/.exec(training!.command)?.[1] ?? training!.command.split(' ')[2]!;

/** Of kernels that were trained: the shortcuts' are zeros and ones by nature. */
function expectZeros(weights: ReadonlyMap<string, Float32Array>, share: number): void {
  const kernels = [...weights].filter(([name]) => name.endsWith('/kernel') && !name.includes('shortcut')).map(([, values]) => values);
  const zeros = kernels.reduce((sum, values) => sum + values.filter((value) => value === 0).length, 0);
  const all = kernels.reduce((sum, values) => sum + values.length, 0);
  // Half floats round the smallest to zero besides.
  expect(zeros / all).toBeGreaterThanOrEqual(share - 1e-4);
  expect(zeros / all).toBeLessThan(share + 5e-3);
}
