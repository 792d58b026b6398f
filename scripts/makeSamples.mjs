/**
 * `npm run make:samples`: writes public/samples/<id>.png (32 x 32) and samples.json, 20 CIFAR-10 test pictures.
 *
 * Chosen by eye, two a class, for a clear object. The first is what the page opens with; the first ten are one of
 * each class, and the PyTorch oracles in training/oracles/ run on the first five: a change of order asks for new fixtures.
 */
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PNG } from 'pngjs';
import { CIFAR10_LABELS, prepareCifar10 } from './cifar10.mjs';
import { repositoryRoot } from './fetchPackage.mjs';

const SIDE = 32;
const PICTURE_BYTES = SIDE * SIDE * 3;

/** Position in the test set, id in links, title on the page. */
const CHOSEN = [
  [75, 'bird-redstart', 'Bird, orange breast'],
  [44, 'airplane-biplane', 'Yellow biplane'],
  [467, 'cat-sitting', 'Ginger cat, sitting'],
  [202, 'ship-container', 'Container ship'],
  [417, 'horse-galloping', 'White horse'],
  [102, 'frog-tree', 'Tree frog'],
  [82, 'automobile-blue', 'Blue car'],
  [361, 'dog-white', 'White dog with a ball'],
  [159, 'deer-antlers', 'Deer with antlers'],
  [133, 'truck-red', 'Red truck'],
  [353, 'bird-perched', 'Bird, perched'],
  [235, 'airplane-airliner', 'Airliner'],
  [998, 'cat-face', 'Grey cat, face'],
  [55, 'ship-sailing', 'Sailing boat'],
  [137, 'horse-standing', 'Chestnut horse'],
  [29, 'frog-red', 'Red frog'],
  [440, 'automobile-green', 'Green car'],
  [649, 'dog-standing', 'Black and white dog'],
  [455, 'deer-head', 'Deer, head'],
  [335, 'truck-yellow', 'Yellow truck'],
];

const source = prepareCifar10();
const images = readFileSync(path.join(source, 'test.images.u8'));
const labels = readFileSync(path.join(source, 'test.labels.u8'));
const target = path.join(repositoryRoot, 'public', 'samples');
mkdirSync(target, { recursive: true });
for (const file of readdirSync(target)) if (file.endsWith('.png')) rmSync(path.join(target, file));

const samples = CHOSEN.map(([index, id, title]) => {
  const label = CIFAR10_LABELS[labels[index]];
  if (!id.startsWith(label)) throw new Error(`test picture ${index} is a ${label}, but its id is ${id}`);
  const png = new PNG({ width: SIDE, height: SIDE });
  for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
    images.copy(png.data, pixel * 4, index * PICTURE_BYTES + pixel * 3, index * PICTURE_BYTES + pixel * 3 + 3);
    png.data[pixel * 4 + 3] = 255;
  }
  const file = `${id}.png`;
  // Without an alpha channel: what is decoded is the test picture to the byte.
  writeFileSync(path.join(target, file), PNG.sync.write(png, { colorType: 2 }));
  return { id, title, file, label, source: `CIFAR-10, test picture ${index}` };
});
writeFileSync(path.join(target, 'samples.json'), `${JSON.stringify(samples, null, 2)}\n`);
console.log(`${samples.length} samples in ${path.relative(process.cwd(), target)}`);
