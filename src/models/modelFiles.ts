/** Reads a model.json and its weight files from an address or from dropped files, checked and whole. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type * as tf from '@tensorflow/tfjs';
import { EngineFailure } from '../engine/failure';

export interface ModelFiles {
  /** For messages and for the title of a network without a card. */
  readonly name: string;
  readonly json: tf.io.ModelJSON;
  readonly weightSpecs: tf.io.WeightsManifestEntry[];
  readonly weightData: ArrayBuffer;
  /** SHA-256 of model.json and its weight files in the manifest's order; lower-case hex. */
  readonly sha256: string;
}

/** Gives the bytes of a file by its path in the manifest; `null` where there is none. */
type ReadFile = (path: string) => Promise<ArrayBuffer | null>;

const BYTES_PER_DTYPE: Readonly<Record<string, number>> = {
  float32: 4, int32: 4, bool: 1, uint8: 1, uint16: 2, float16: 2, complex64: 8,
};

export function specBytes(spec: tf.io.WeightsManifestEntry): number | null {
  const stored = spec.quantization?.dtype ?? spec.dtype;
  const perElement = BYTES_PER_DTYPE[stored];
  // Strings have no fixed size; they are let through unchecked.
  return perElement === undefined ? null : spec.shape.reduce((product, size) => product * size, perElement);
}

function parseModelJson(bytes: ArrayBuffer, name: string): tf.io.ModelJSON {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new EngineFailure(
      'model-format',
      `${name} is not a TensorFlow.js model: it is not JSON. Give the address or folder of a model.json.`,
    );
  }
  const candidate = json as Partial<tf.io.ModelJSON> | null;
  if (typeof candidate !== 'object' || candidate === null || !candidate.modelTopology) {
    throw new EngineFailure(
      'model-format',
      `${name} is JSON but no TensorFlow.js model: it has no "modelTopology". Convert the network with tensorflowjs_converter.`,
    );
  }
  if (!Array.isArray(candidate.weightsManifest)) {
    throw new EngineFailure(
      'model-format',
      `${name} has no "weightsManifest", so its weights cannot be found. Export it again with its weights.`,
    );
  }
  return candidate as tf.io.ModelJSON;
}

async function readShards(json: tf.io.ModelJSON, name: string, readFile: ReadFile): Promise<ArrayBuffer[]> {
  const groups = await Promise.all(
    json.weightsManifest.map(async (group) => {
      const shards = await Promise.all(
        group.paths.map(async (path) => {
          const bytes = await readFile(path);
          if (bytes) return bytes;
          throw new EngineFailure(
            'model-shard-missing',
            `${name}: the weight file "${path}" is missing. Put it beside model.json (all ${group.paths.length} files of the folder belong together) and try again.`,
          );
        }),
      );
      checkGroupSize(group, shards, name);
      return shards;
    }),
  );
  return groups.flat();
}

function checkGroupSize(group: tf.io.WeightsManifestConfig[number], shards: ArrayBuffer[], name: string): void {
  const sizes = group.weights.map(specBytes);
  if (sizes.includes(null)) return;
  const expected = sizes.reduce<number>((sum, size) => sum + size!, 0);
  const found = shards.reduce((sum, shard) => sum + shard.byteLength, 0);
  if (found >= expected) return;
  throw new EngineFailure(
    'model-weights-truncated',
    `${name}: the weight files ${group.paths.join(', ')} hold ${found} bytes, but the model needs ${expected}. A download was probably cut off; fetch the files again.`,
  );
}

export function concatenate(buffers: readonly ArrayBuffer[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(buffers.reduce((sum, buffer) => sum + buffer.byteLength, 0));
  let offset = 0;
  for (const buffer of buffers) {
    whole.set(new Uint8Array(buffer), offset);
    offset += buffer.byteLength;
  }
  return whole;
}

/** crypto.subtle exists in secure contexts only; a page served over plain HTTP takes the slower way. */
export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  if (!globalThis.crypto?.subtle) return bytesToHex(sha256(bytes));
  return bytesToHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}

async function readModel(name: string, modelJson: ArrayBuffer, readFile: ReadFile): Promise<ModelFiles> {
  const json = parseModelJson(modelJson, name);
  const shards = await readShards(json, name, readFile);
  return {
    name,
    json,
    weightSpecs: json.weightsManifest.flatMap((group) => group.weights),
    weightData: concatenate(shards).buffer,
    sha256: await sha256Hex(concatenate([modelJson, ...shards])),
  };
}

/**
 * @param address absolute address of a model.json
 * @throws EngineFailure that names the file that could not be had
 */
export async function readModelFromAddress(address: string, name: string): Promise<ModelFiles> {
  const modelJson = await fetchBytes(address);
  if (!modelJson) {
    throw new EngineFailure('model-not-found', `No model was found at ${address}. Check the address; it should end in model.json.`);
  }
  return readModel(name, modelJson, (path) => fetchBytes(new URL(path, address).href));
}

async function fetchBytes(address: string): Promise<ArrayBuffer | null> {
  let response: Response;
  try {
    response = await fetch(address);
  } catch {
    throw new EngineFailure(
      'model-not-found',
      `${address} could not be fetched. Either the network is down, or that server does not allow other pages to read it (CORS). Download the files and drop their folder here instead.`,
    );
  }
  // Single-page hosts answer a missing file with their index.html.
  const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false;
  return response.ok && !isPage ? response.arrayBuffer() : null;
}

/** By name alone; what is in them is the importer's to say. */
export const isOnnx = (files: readonly File[]) => files.some((file) => /\.onnx$/i.test(file.name));

/** @param files dropped or picked files, a model.json among them; shards are matched by name */
export async function readModelFromFiles(files: readonly File[], name: string): Promise<ModelFiles> {
  const byName = new Map(files.map((file) => [file.name, file]));
  const modelFile = byName.get('model.json') ?? files.find((file) => file.name.endsWith('.json'));
  if (!modelFile) {
    throw new EngineFailure('model-format', `${name} holds no model.json. Drop the folder that the TensorFlow.js converter wrote.`);
  }
  return readModel(name, await modelFile.arrayBuffer(), async (path) => {
    const file = byName.get(path.slice(path.lastIndexOf('/') + 1));
    return file ? file.arrayBuffer() : null;
  });
}
