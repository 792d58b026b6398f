/** The command line of `npm run bench`. */
import os from 'node:os';
import { parseArgs } from 'node:util';
import { MOST_PICTURES, NETWORK_LAYERS } from './networks';

export interface BenchOptions {
  readonly rounds: number;
  readonly networks: readonly string[];
  /** null: those of NETWORK_LAYERS. */
  readonly layers: readonly string[] | null;
  /** Threads of PyTorch: as many as the page has workers. */
  readonly threads: number;
  readonly device: string;
  readonly scaling: boolean;
  readonly fresh: boolean;
}

/** Of the page: client.ts starts no more. */
const MOST_THREADS = 4;
export const DEFAULT_ROUNDS = 5;

/** @throws Error naming an option that cannot be, and what can */
export function readBenchOptions(words: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...words],
    options: {
      rounds: { type: 'string' }, networks: { type: 'string' }, layers: { type: 'string' }, device: { type: 'string' },
      scaling: { type: 'boolean' }, fresh: { type: 'boolean' },
    },
  });
  const known = Object.keys(NETWORK_LAYERS);
  const networks = values.networks?.split(',') ?? known;
  for (const id of networks) if (!known.includes(id)) throw new Error(`--networks: "${id}" is none of ${known.join(', ')}`);
  const offered = networks.flatMap((id) => NETWORK_LAYERS[id]!);
  const layers = values.layers?.split(',') ?? null;
  for (const id of layers ?? []) if (!offered.includes(id)) throw new Error(`--layers: "${id}" is none of ${offered.join(', ')}`);
  const rounds = Number(values.rounds ?? DEFAULT_ROUNDS);
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 50) throw new Error(`--rounds is ${values.rounds}; it must be 1 to 50`);
  return {
    rounds, networks, layers, threads: Math.min(MOST_THREADS, os.availableParallelism()), device: values.device ?? 'cpu',
    scaling: values.scaling ?? false, fresh: values.fresh ?? false,
  };
}

/** Whether the result may stand in bench/results: nothing left out, and a median of at least five. */
export function isWhole(options: BenchOptions): boolean {
  return options.rounds >= DEFAULT_ROUNDS && options.layers === null && options.networks.length === Object.keys(NETWORK_LAYERS).length;
}

export function layersOfNetwork(options: BenchOptions, network: string): readonly string[] {
  return NETWORK_LAYERS[network]!.filter((id) => options.layers?.includes(id) ?? true);
}

/** Pictures are taken in turn: a round has one for both sides, and five rounds have all of them. */
export function pictureOfRound(pictures: readonly string[], round: number): string {
  return pictures[round % Math.min(MOST_PICTURES, pictures.length)]!;
}
