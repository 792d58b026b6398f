/** What is compared: networks, layers, pictures and methods, with every setting; written for the Python parts as plan.json. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { ModelCard, SamplePicture } from '../../src/core/modelCard';
import { DEFAULT_BUDGET, DEFAULT_NOISE, DEFAULT_SEED } from '../../src/core/spec';
import { samplePicture } from '../../src/testing/samples';
import type { Job, Pair } from './records';

export const PARTS = ['recipe', 'optimum', 'solvers', 'report'] as const;
export type Part = (typeof PARTS)[number];

/** Five layers of each network, early to late. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  resnet20: ['stem', 'stage1_block3', 'stage2_block1', 'stage3_block1', 'stage3_block3'],
  'vgg11-half': ['conv1', 'conv2', 'conv4', 'conv6', 'conv7'],
};
const PICTURES = 10;
/** Other readings of the recipe are tried on so many pictures. */
const READING_PICTURES = 3;
/** Where the optimum is also run at the length of attainable_gain.py's defaults, on the first picture. */
const LONG_RUNS: Readonly<Record<string, readonly string[]>> = {
  resnet20: ['stage2_block1', 'stage3_block3'],
  'vgg11-half': ['conv4', 'conv7'],
};
export const READINGS = ['recipe-delta2', 'recipe-last', 'recipe-grid16'] as const;
/** What the `fast` and `reference` solvers are made of, beside tests and the solver of reconstruction uncertainty. */
const SOLVER_SOURCES = ['src/optim', 'src/metrics'];

export interface Options {
  readonly networks: readonly string[];
  readonly layers: readonly string[] | null;
  readonly pictures: number;
  readonly device: string | null;
  readonly threads: number;
  readonly parts: readonly Part[];
}

export interface PlannedPicture {
  readonly id: string;
  readonly label: string;
  readonly width: number;
  readonly height: number;
  readonly rgbBase64: string;
}

export interface Plan {
  readonly tau: number;
  readonly budget: number;
  readonly seed: number;
  readonly pictures: readonly PlannedPicture[];
  /** By method. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly judge: { readonly pilotSamples: number; readonly samples: number };
  readonly jobs: Readonly<Record<'recipe' | 'optimum' | 'solvers', readonly Job[]>>;
}

/** @throws Error naming an option that cannot be, and what can */
export function readOptions(words: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...words],
    options: {
      networks: { type: 'string' }, layers: { type: 'string' }, pictures: { type: 'string' }, device: { type: 'string' },
      threads: { type: 'string' }, only: { type: 'string' },
    },
  });
  const list = (name: string, given: string | undefined, known: readonly string[]) => {
    const chosen = given?.split(',') ?? [...known];
    for (const one of chosen) if (!known.includes(one)) throw new Error(`--${name}: "${one}" is none of ${known.join(', ')}`);
    return chosen;
  };
  const count = (name: string, given: string | undefined, otherwise: number, most: number) => {
    const number = Number(given ?? otherwise);
    if (!Number.isInteger(number) || number < 1 || number > most) throw new Error(`--${name} is ${given}; it must be 1 to ${most}`);
    return number;
  };
  const networks = list('networks', values.networks, Object.keys(LAYERS));
  return {
    networks,
    layers: values.layers === undefined ? null : list('layers', values.layers, networks.flatMap((id) => LAYERS[id]!)),
    pictures: count('pictures', values.pictures, PICTURES, PICTURES),
    device: values.device ?? null,
    threads: count('threads', values.threads, 1, 256),
    parts: list('only', values.only, PARTS) as Part[],
  };
}

/** Pairs in the order in which they are computed: all networks and layers of a picture before the next picture. */
export function chosenPairs(options: Pick<Options, 'networks' | 'layers' | 'pictures'>, pictureIds: readonly string[]): Pair[] {
  return pictureIds.slice(0, options.pictures).flatMap((picture) =>
    options.networks.flatMap((network) =>
      LAYERS[network]!.filter((layer) => options.layers?.includes(layer) ?? true).map((layer) => ({ network, layer, picture }))));
}

/** Everything that a report without options holds. */
export function allPairs(pictureIds: readonly string[]): Pair[] {
  return chosenPairs({ networks: Object.keys(LAYERS), layers: null, pictures: PICTURES }, pictureIds);
}

/** The first sample of each class, in the samples' own order. */
export function firstOfEachClass(root: string): SamplePicture[] {
  const samples = JSON.parse(readFileSync(path.join(root, 'public/samples/samples.json'), 'utf8')) as SamplePicture[];
  return samples.filter((sample, index) => samples.findIndex((other) => other.label === sample.label) === index).slice(0, PICTURES);
}

export function createPlan(root: string, options: Options): Plan {
  const samples = firstOfEachClass(root);
  const pairs = chosenPairs(options, samples.map((sample) => sample.id));
  const jobs = (methods: readonly string[], chosen: readonly Pair[] = pairs): Job[] =>
    chosen.flatMap((pair) => methods.map((method) => ({ ...pair, method })));
  const early = new Set(samples.slice(0, READING_PICTURES).map((sample) => sample.id));
  const longRuns = pairs.filter((pair) => pair.picture === samples[0]!.id && LONG_RUNS[pair.network]!.includes(pair.layer));
  return {
    tau: DEFAULT_NOISE,
    budget: DEFAULT_BUDGET,
    seed: DEFAULT_SEED,
    pictures: samples.slice(0, options.pictures).map(pixelsOf),
    settings: methodSettings(root),
    judge: { pilotSamples: 256, samples: 1024 },
    jobs: {
      recipe: [...jobs(['recipe', 'recipe-again']), ...jobs(READINGS, pairs.filter((pair) => early.has(pair.picture)))],
      optimum: [...jobs(['optimum-long'], longRuns), ...jobs(['optimum'])],
      solvers: jobs(['reference', 'fast']),
    },
  };
}

function methodSettings(root: string): Record<string, unknown> {
  const recipe = (noise: string, reading: object) => ({ noise, reading });
  const optimum = (effort: object) => ({ noise: 'optimum', effort });
  const solver = { backend: 'wasm', seed: DEFAULT_SEED, sources: solverSources(root) };
  return {
    recipe: recipe('recipe', {}),
    'recipe-again': recipe('recipe-again', {}),
    // The same noise as `recipe`, so that the reading alone differs.
    'recipe-delta2': recipe('recipe', { delta2_batches: 64 }),
    'recipe-last': recipe('recipe', { reports: 'last' }),
    'recipe-grid16': recipe('recipe', { grid: 16 }),
    reference: { solver: 'reference', ...solver },
    fast: { solver: 'fast', ...solver },
    optimum: optimum({
      rounds: 2, passes: 128, mix_steps: 30, mix_rate: 0.12, adam_steps: 80, adam_rate: 0.03, samples: 512,
    }),
    // The defaults of training/oracles/attainable_gain.py.
    'optimum-long': optimum({
      rounds: 3, passes: 128, mix_steps: 50, mix_rate: 0.12, adam_steps: 250, adam_rate: 0.02, samples: 3072,
    }),
  };
}

/** The first digits of the SHA-256 of the solvers' sources: results of other sources are not taken for theirs. */
function solverSources(root: string): string {
  const files = SOLVER_SOURCES.flatMap((place) =>
    readdirSync(path.join(root, place))
      .filter((file) => /^(?!reconstruction).*(?<!\.test)\.ts$/.test(file))
      .sort()
      .map((file) => `${place}/${file}`));
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(path.join(root, file)));
  return hash.digest('hex').slice(0, 12);
}

function pixelsOf(sample: SamplePicture): PlannedPicture {
  const { width, height, rgb } = samplePicture(sample.id);
  return {
    id: sample.id, label: sample.label, width, height,
    rgbBase64: Buffer.from(Uint8Array.from(rgb, (value) => Math.round(value * 255))).toString('base64'),
  };
}

/** @returns the file's path */
export function writePlan(folder: string, plan: Plan): string {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `plan-${process.pid}.json`);
  writeFileSync(file, `${JSON.stringify(plan)}\n`);
  return file;
}

export function readCard(root: string, network: string): ModelCard {
  return JSON.parse(readFileSync(path.join(root, 'public/models', network, 'card.json'), 'utf8')) as ModelCard;
}
