/** One JSON file for each network, layer, picture and method, shared with records.py: what is there is not computed again. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface Pair {
  readonly network: string;
  readonly layer: string;
  /** A sample's id. */
  readonly picture: string;
}

export interface Job extends Pair {
  readonly method: string;
}

export interface Software {
  /** PyTorch's version, or the engine's name. */
  readonly torch?: string;
  readonly tfjs?: string;
  readonly node?: string;
  readonly device: string;
  readonly threads: number;
}

export interface MethodRecord extends Job {
  readonly settings: unknown;
  /** Forward-and-backward sample passes. */
  readonly passes: number;
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly software: Software;
  /** Whatever else the method knows of its run. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly rows: number;
  readonly columns: number;
  /** log sigma as the method reports its map, sigma in intensity; row-major, little-endian. */
  readonly logSigmaFloat32Base64: string;
}

/** A method's map by the judge's samples; entropies and gains in nats, errors one standard error. */
export interface JudgedMethod {
  readonly distortion: number;
  readonly distortionCi95: number;
  readonly meanEntropyNatsAsRun: number;
  readonly meanEntropyNatsAtBudget: number;
  readonly gainNats: number;
  readonly gainErrorNats: number;
  readonly shareOfOptimum: number;
  readonly shareError: number;
}

export interface Judgement extends Pair {
  readonly settings: unknown;
  readonly software: Software;
  /** d log g / d log sigma of uniform noise between tau and the budget; 2 where the layer is linear. */
  readonly slope: number;
  readonly uniformEntropyNats: number;
  readonly uniformErrorNats: number;
  readonly methods: Readonly<Record<string, JudgedMethod>>;
}

function recordFile(folder: string, pair: Pair, name: string): string {
  return path.join(folder, pair.network, pair.layer, pair.picture, `${name}.json`);
}

export function readRecord(folder: string, pair: Pair, method: string): MethodRecord | null {
  const file = recordFile(folder, pair, method);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as MethodRecord) : null;
}

export function readJudgement(folder: string, pair: Pair): Judgement | null {
  const file = recordFile(folder, pair, 'judge');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Judgement) : null;
}

/** Whole or not at all: an interrupted run leaves no half record. */
export function writeRecord(folder: string, record: MethodRecord): void {
  const file = recordFile(folder, record, record.method);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.partial`, `${JSON.stringify(record)}\n`);
  renameSync(`${file}.partial`, file);
}

export function encodeMap(logSigma: Float32Array): string {
  return Buffer.from(logSigma.buffer, logSigma.byteOffset, logSigma.byteLength).toString('base64');
}

/** @throws Error where the map is not rows x columns */
export function decodeMap(record: MethodRecord): Float32Array {
  const bytes = Buffer.from(record.logSigmaFloat32Base64, 'base64');
  const values = new Float32Array(Uint8Array.from(bytes).buffer);
  if (values.length !== record.rows * record.columns) {
    throw new Error(
      `${record.network}/${record.layer}/${record.picture}/${record.method}.json: ${values.length} cells, expected ` +
      `${record.rows} x ${record.columns}; delete the file and run again`,
    );
  }
  return values;
}
