/**
 * `npm run verify:models [-- --pictures 2000 --backend cpu --network resnet20]`: measures each network that we trained,
 * or those named: their test accuracy through our
 * own engine and holds it against its card. Fails where they differ by more than a point.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';
import { assemblyKernels } from './assemblyKernels.mjs';
import { prepareCifar10 } from './cifar10.mjs';
import { repositoryRoot } from './fetchPackage.mjs';

const TOLERANCE = 0.01;
const BATCH = 50;
const PICTURE_SHAPE = [32, 32, 3];
const PICTURE_BYTES = 32 * 32 * 3;

const { values: options } = parseArgs({
  options: { pictures: { type: 'string', default: '10000' }, backend: { type: 'string', default: 'wasm' }, network: { type: 'string', multiple: true } },
});
const pictureCount = Number(options.pictures);
if (!Number.isInteger(pictureCount / BATCH) || pictureCount < 1000 || pictureCount > 10000) {
  throw new Error(`--pictures is ${options.pictures}; it must be a multiple of ${BATCH} from 1000 to 10000`);
}

/** Imports a TypeScript module of ours. */
async function importSource(file) {
  const { module } = await runnerImport(path.join(repositoryRoot, file), {
    root: repositoryRoot, configFile: false, logLevel: 'error', plugins: [assemblyKernels()],
  });
  return module;
}

/** Share of the first `pictureCount` test pictures that the network names right. */
async function measureAccuracy(tf, network, images, labels) {
  const { logits, labels: names } = network.card;
  let right = 0;
  for (let start = 0; start < pictureCount; start += BATCH) {
    const bytes = images.subarray(start * PICTURE_BYTES, (start + BATCH) * PICTURE_BYTES);
    const winners = tf.tidy(() => {
      const pictures = tf.tensor4d(Float32Array.from(bytes, (value) => value / 255), [BATCH, ...PICTURE_SHAPE]);
      return network.features(pictures, [logits])[0].reshape([BATCH, names.length]).argMax(1);
    });
    const found = await winners.data();
    winners.dispose();
    for (let i = 0; i < BATCH; i++) if (found[i] === labels[start + i]) right++;
  }
  return right / pictureCount;
}

const source = prepareCifar10();
const images = readFileSync(path.join(source, 'test.images.u8'));
const labels = readFileSync(path.join(source, 'test.labels.u8'));
const { startTestBackend } = await importSource('src/testing/backends.ts');
const { loadShippedNetwork } = await importSource('src/testing/modelFiles.ts');
const tf = await import('@tensorflow/tfjs');
await startTestBackend(options.backend);

const catalogue = JSON.parse(readFileSync(path.join(repositoryRoot, 'public/models/catalogue.json'), 'utf8'));
const rows = [];
for (const { id, path: file } of catalogue) {
  if (options.network && !options.network.includes(id)) continue;
  const cardFile = path.join(repositoryRoot, 'public/models', path.dirname(file), 'card.json');
  // Networks that others trained were measured on other pictures.
  if (!JSON.parse(readFileSync(cardFile, 'utf8')).training) continue;
  const { network } = await loadShippedNetwork(id);
  const started = performance.now();
  const measured = await measureAccuracy(tf, network, images, labels);
  const promised = network.card.training.testAccuracy;
  rows.push({
    network: id,
    backend: tf.getBackend(),
    pictures: pictureCount,
    'card %': +(promised * 100).toFixed(2),
    'measured %': +(measured * 100).toFixed(2),
    seconds: +((performance.now() - started) / 1000).toFixed(1),
    holds: Math.abs(measured - promised) <= TOLERANCE,
  });
  network.dispose();
}
console.table(rows);
if (rows.length === 0 || rows.some((row) => !row.holds)) process.exitCode = 1;
