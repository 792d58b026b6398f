/** The pictures of a study as the page is given them: an address below the served folder, or a sample's id. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { PNG } from 'pngjs';
import { CIFAR10_LABELS, prepareCifar10 } from '../cifar10.mjs';
import { type PictureBox, readBoxes, type Study } from './readStudy';

export interface StudyPicture {
  /** Names it in files and tables; unique within the study. */
  readonly id: string;
  /** The link's `image`. */
  readonly link: string;
  /** Its true class, where the data set says. */
  readonly label: string | null;
  readonly box: PictureBox['box'] | null;
  /** Path below the served folder, and what is there; null for samples, which the page has. */
  readonly served: { readonly path: string; readonly read: () => Buffer } | null;
}

const SIDE = 32;
const PICTURE_BYTES = SIDE * SIDE * 3;
const PICTURE_FILE = /\.(png|jpe?g|webp|gif|bmp|avif)$/i;

/** @throws Error where the folder is not there, or a picture has no box and the study needs one, naming them */
export function picturesOf({ pictures, boxes, concentration, name }: Study): readonly StudyPicture[] {
  const known = boxes === null ? [] : readBoxes(boxes);
  const all = [
    ...pictures.samples.map((id): StudyPicture => ({ id, link: `sample:${id}`, label: null, box: boxOf(known, id), served: null })),
    ...(pictures.cifar10.length > 0 ? cifarPictures(pictures.cifar10, known) : []),
    ...(pictures.folder === null ? [] : folderPictures(name, pictures.folder, known)),
  ];
  const without = concentration ? all.filter(({ box }) => box === null).map(({ id }) => id) : [];
  if (without.length > 0) {
    const shown = without.slice(0, 5).join(', ') + (without.length > 5 ? ` and ${without.length - 5} more` : '');
    throw new Error(`${name}: concentration needs a box for every picture, and ${boxes} has none for ${shown}. Add them there, leave these pictures out, or set concentration to false.`);
  }
  return all;
}

const boxOf = (known: readonly PictureBox[], file: string) => known.find((entry) => entry.file === file)?.box ?? null;

function cifarPictures(indices: readonly number[], known: readonly PictureBox[]): StudyPicture[] {
  const source = prepareCifar10();
  const images = readFileSync(path.join(source, 'test.images.u8'));
  const labels = readFileSync(path.join(source, 'test.labels.u8'));
  return indices.map((index) => {
    const place = `study/pictures/cifar10-${index}.png`;
    const read = () => {
      const png = new PNG({ width: SIDE, height: SIDE });
      for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
        images.copy(png.data, pixel * 4, index * PICTURE_BYTES + pixel * 3, index * PICTURE_BYTES + pixel * 3 + 3);
        png.data[pixel * 4 + 3] = 255;
      }
      return PNG.sync.write(png, { colorType: 2 });
    };
    return {
      id: `cifar10-${index}`, link: `url:${place}`, label: CIFAR10_LABELS[labels[index]!] ?? null,
      box: known.find((entry) => entry.index === index)?.box ?? null, served: { path: place, read },
    };
  });
}

function folderPictures(name: string, folder: string, known: readonly PictureBox[]): StudyPicture[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`${name}: the folder of pictures ${folder} is not there; for ours, npm run fetch:study-photographs fetches it.`);
  const files = readdirSync(folder).filter((file) => PICTURE_FILE.test(file)).sort();
  if (files.length === 0) throw new Error(`${folder} has no pictures: PNG, JPEG, WebP, GIF, BMP or AVIF.`);
  return files.map((file) => {
    const place = `study/pictures/${file}`;
    return { id: file, link: `url:${encodeURI(place)}`, label: null, box: boxOf(known, file), served: { path: place, read: () => readFileSync(path.join(folder, file)) } };
  });
}
