/** A published result of known numbers, for tests of the page: not measured, and nowhere committed. */
import type { Page } from '@playwright/test';
import { tinyGraphModel } from './tinyModel';
import type { StudyNetworkResult, StudyResult } from '../../src/studies/studyResult';
import { formatStudyResult } from '../../src/studies/studyResult';

const PICTURES = 100;

/** Concentration at the last layer is `last`, with a spread of 0.05 over the pictures; entropy rises by 0.3. */
function network(id: string, last: number): StudyNetworkResult {
  const values = (mean: number, spread: number) => Array.from({ length: PICTURES }, (_, i) => mean + spread * Math.sin(7 * i));
  const layers = [['conv1', 0], ['conv2', 1]] as const;
  return {
    id, model: id, title: id, sha256: null, damage: null, rightShare: 0.5 + last,
    layers: layers.map(([layer, relativeDepth]) => ({
      id: layer, title: layer, relativeDepth, finished: PICTURES, converged: PICTURES,
      values: { entropy: values(-4.6 + 0.3 * relativeDepth, 0.1), gain: values(0.1, 0.02), concentration: values(last * relativeDepth, 0.07) },
    })),
  };
}

/** Whole networks concentrate by 0.2 nats, pruned ones by 0.1. */
export const COMPRESSION: StudyResult = {
  study: 'compression', title: 'Compression', commands: ['npm run study -- compression'], createdAt: '2025-01-01T00:00:00.000Z', appVersion: '0.1.0',
  backend: { name: 'wasm', threads: 2, adapter: null }, settings: { metric: 'discarding', seed: '1' }, pictures: Array.from({ length: PICTURES }, (_, i) => `cifar10-${i}`),
  networks: [network('resnet20', 0.2), network('resnet20-pruned80', 0.1), network('resnet20-pruned80-tuned', 0.15)],
};

/** Compression has this result, or this file; of the others none is published. */
export async function publish(page: Page, text: string = formatStudyResult(COMPRESSION)): Promise<void> {
  await page.route('**/studies/*.json', (route) =>
    route.request().url().endsWith('/compression.json') ? route.fulfill({ body: text, contentType: 'application/json' }) : route.fulfill({ status: 404, body: '' }));
}

/** Under the names of networks of the catalogue: what the page does with them is the point, not what they compute. */
export async function serveTiny(page: Page, networks: Readonly<Record<string, { readonly title: string; readonly testAccuracy: number }>>): Promise<void> {
  for (const [i, [id, { title, testAccuracy }]] of Object.entries(networks).entries()) {
    const files = tinyGraphModel({ seed: i + 1 });
    const { userDefinedMetadata } = JSON.parse(files.get('model.json')!.toString()) as { userDefinedMetadata: { pixelsieve: object } };
    const training = { dataset: 'CIFAR-10', epochs: 1, seed: 1, command: '', testAccuracy, testPictures: 10_000 };
    files.set('card.json', Buffer.from(JSON.stringify({ ...userDefinedMetadata.pixelsieve, id, title, training })));
    await page.route(`**/models/${id}/*`, (route) => {
      const bytes = files.get(new URL(route.request().url()).pathname.split('/').at(-1)!);
      return bytes ? route.fulfill({ body: bytes }) : route.fulfill({ status: 404, body: '' });
    });
  }
}
