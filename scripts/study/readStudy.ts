/** A study's file: which networks, which pictures, what is computed. Everything wrong with it is said before anything runs; what is wrong with the pictures, by picturesOf. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { type Damage } from '../../src/core/spec';
import { readDamage } from '../../src/link/damage';
import { type Reading, readBackend, readBudget, readGrid, readLayers, readMetric, readNoise, readSeed, readSolver, readTarget } from '../../src/link/readValue';

export interface StudyNetwork {
  /** A catalogue id, an address, or the path of a model.json, .onnx or .zip; absolute. */
  readonly model: string;
  readonly isFile: boolean;
  /** Names the network in files and tables; unique within the study. */
  readonly id: string;
  readonly damage: Damage | null;
  /** The link's `layers` for this network alone; null for the study's. */
  readonly layers: string | null;
}

export interface StudyPictures {
  /** Ids of the page's own samples. */
  readonly samples: readonly string[];
  /** Indices into CIFAR-10's test set. */
  readonly cifar10: readonly number[];
  /** Absolute; every picture in it. Who wants the networks alone reads the study without it. */
  readonly folder: string | null;
}

export interface Study {
  readonly name: string;
  readonly title: string;
  readonly networks: readonly StudyNetwork[];
  readonly pictures: StudyPictures;
  /** Absolute path of the boxes; null for none. */
  readonly boxes: string | null;
  /** Whether every picture must have a box. */
  readonly concentration: boolean;
  /** The link's keys, as they are written there. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Keys of the link that a study may set, with their readers. */
const SETTINGS: Readonly<Record<string, (text: string) => Reading<unknown>>> = {
  metric: readMetric, layers: readLayers, grid: readGrid, budget: readBudget, noise: readNoise, solver: readSolver, seed: readSeed,
  target: readTarget, backend: readBackend,
};
const KEYS = ['title', 'networks', 'pictures', 'boxes', 'concentration', ...Object.keys(SETTINGS)];

type Fields = Record<string, unknown>;

/**
 * @param file absolute
 * @throws Error naming the file, the key and the remedy
 */
export function readStudy(file: string): Study {
  const name = path.basename(file, '.json');
  const refuse = (what: string): never => {
    throw new Error(`${file}: ${what}`);
  };
  const root = parse(file, refuse);
  for (const key of Object.keys(root)) if (!KEYS.includes(key)) refuse(`“${key}” is no key of a study; it has ${KEYS.join(', ')}.`);
  const near = (relative: string) => path.resolve(path.dirname(file), relative);
  const networks = readNetworks(root['networks'], near, refuse);
  const boxes = root['boxes'] === undefined ? null : near(textOf(root['boxes'], 'boxes', refuse));
  const concentration = root['concentration'] === true;
  const settings: Record<string, string> = {};
  for (const key of Object.keys(SETTINGS)) if (root[key] !== undefined) settings[key] = settingOf(key, root[key], refuse);
  if (concentration && boxes === null) refuse('concentration needs a foreground for every picture: give “boxes”, the path of a file such as studies/boxes.json.');
  if (concentration && (settings['metric'] ?? 'discarding').startsWith('attribution')) refuse('concentration is defined for maps in nats; choose metric discarding or reconstruction.');
  return { name, title: String(root['title'] ?? name), networks, pictures: readPictures(root['pictures'], near, boxes, refuse), boxes, concentration, settings };
}

type Refuse = (what: string) => never;

function parse(file: string, refuse: Refuse): Fields {
  let value: unknown = null;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    refuse(`it cannot be read as JSON (${error instanceof Error ? error.message : String(error)}).`);
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : refuse('a study is a JSON object.');
}

/** A list is written as the link has it. */
function settingOf(key: string, value: unknown, refuse: Refuse): string {
  const text = Array.isArray(value) ? value.join(',') : String(value);
  const reading = SETTINGS[key]!(text);
  return 'problem' in reading ? refuse(reading.problem.replace('The link\'s ', '').replace(/; [^;]*\.$/, '.')) : text;
}

function textOf(value: unknown, key: string, refuse: Refuse): string {
  return typeof value === 'string' && value !== '' ? value : refuse(`“${key}” must be a text, but is ${JSON.stringify(value)}.`);
}

function readNetworks(value: unknown, near: (relative: string) => string, refuse: Refuse): StudyNetwork[] {
  if (!Array.isArray(value) || value.length === 0) refuse('“networks” must be a list of at least one: a catalogue id, an address, a path, or {"model", "id", "damage", "layers"}.');
  const networks = (value as unknown[]).map((item): StudyNetwork => {
    const fields: Fields = typeof item === 'string' ? { model: item } : ((item ?? {}) as Fields);
    const written = textOf(fields['model'], 'networks', refuse);
    const isFile = !/^https?:/.test(written) && /[/\\]|\.(json|onnx|zip)$/i.test(written);
    const model = isFile ? near(written) : written;
    if (isFile && !statSync(model, { throwIfNoEntry: false })) refuse(`the network ${model} is not there.`);
    const reading = fields['damage'] === undefined ? null : readDamage(textOf(fields['damage'], 'damage', refuse));
    if (reading && 'problem' in reading) refuse(reading.problem.replace('The link\'s ', ''));
    const damage = reading && 'value' in reading ? reading.value : null;
    const layers = fields['layers'] === undefined ? null : settingOf('layers', fields['layers'], refuse);
    return { model, isFile, damage, layers, id: fields['id'] === undefined ? idOf(written) : textOf(fields['id'], 'id', refuse) };
  });
  const twice = networks.find(({ id }, i) => networks.findIndex((other) => other.id === id) !== i);
  return twice ? refuse(`two networks are called “${twice.id}”: give one of them an "id".`) : networks;
}

/** The folder's name for a model.json, else the file's. */
function idOf(written: string): string {
  const parts = written.split(/[/\\]/).filter(Boolean);
  const last = parts.at(-1)!;
  return (last === 'model.json' ? (parts.at(-2) ?? last) : last).replace(/\.(onnx|zip|json)$/i, '');
}

const CIFAR_TEST_PICTURES = 10_000;

function readPictures(value: unknown, near: (relative: string) => string, boxes: string | null, refuse: Refuse): StudyPictures {
  const fields = (typeof value === 'object' && value !== null ? value : {}) as Fields;
  for (const key of Object.keys(fields)) if (!['samples', 'cifar10', 'folder'].includes(key)) refuse(`“pictures” has no “${key}”; it has samples, cifar10, folder.`);
  const samples = fields['samples'] ?? [];
  if (!Array.isArray(samples)) refuse('“pictures.samples” must be a list of ids of the page’s samples.');
  const listed = fields['cifar10'] === 'boxes' ? indicesOf(boxes, refuse) : (fields['cifar10'] ?? []);
  const bad = Array.isArray(listed) ? listed.find((index) => !Number.isInteger(index) || (index as number) < 0 || (index as number) >= CIFAR_TEST_PICTURES) : listed;
  if (bad !== undefined) refuse(`“pictures.cifar10” must be "boxes" or a list of indices from 0 to ${CIFAR_TEST_PICTURES - 1}; ${JSON.stringify(bad)} is none.`);
  const folder = fields['folder'] === undefined ? null : near(textOf(fields['folder'], 'pictures.folder', refuse));
  const pictures = { samples: samples as string[], cifar10: listed as number[], folder };
  return pictures.samples.length + pictures.cifar10.length === 0 && folder === null ? refuse('“pictures” names none: give samples, cifar10 or folder.') : pictures;
}

function indicesOf(boxes: string | null, refuse: Refuse): number[] {
  if (boxes === null) return refuse('“pictures.cifar10” is "boxes", but the study has none: give “boxes”, the path of a file such as studies/boxes.json.');
  return readBoxes(boxes).flatMap(({ index }) => index ?? []);
}

export interface PictureBox {
  /** In CIFAR-10's test set, or the name of a file. */
  readonly index?: number;
  readonly file?: string;
  /** x0, y0, x1, y1 in pixels of the picture; the last column and row are no longer in it. */
  readonly box: readonly [number, number, number, number];
}

/** @throws Error naming the file and the entry */
export function readBoxes(file: string): readonly PictureBox[] {
  let pictures: unknown;
  try {
    pictures = (JSON.parse(readFileSync(file, 'utf8')) as { pictures?: unknown }).pictures;
  } catch (error) {
    throw new Error(`${file}: the boxes cannot be read (${error instanceof Error ? error.message : String(error)}).`, { cause: error });
  }
  if (!Array.isArray(pictures)) throw new Error(`${file}: it has no list “pictures” of {"index" or "file", "box": [x0, y0, x1, y1]}.`);
  for (const [i, { index, file: named, box }] of (pictures as Partial<PictureBox>[]).entries()) {
    const isBox = Array.isArray(box) && box.length === 4 && box.every(Number.isInteger) && box[0]! >= 0 && box[1]! >= 0 && box[0]! < box[2]! && box[1]! < box[3]!;
    if (!isBox || (index === undefined && named === undefined)) throw new Error(`${file}: entry ${i + 1} is no {"index" or "file", "box": [x0, y0, x1, y1]} with x0 < x1 and y0 < y1: ${JSON.stringify(pictures[i])}.`);
  }
  return pictures as PictureBox[];
}
