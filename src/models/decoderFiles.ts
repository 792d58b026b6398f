/** Reads decoders.json and its weights, as training/decoders.py writes them beside a network; each decoder checked as it is opened. */
import * as tf from '@tensorflow/tfjs';
import { EngineFailure } from '../engine/failure';
import type { LayerInfo } from '../engine/protocol';
import { createDecoder, type Decoder } from './decoder';
import { type DecoderPlan, decoderWeightShapes, type PictureSize, planDecoder } from './decoderPlan';
import { sha256Hex } from './modelFiles';

export const DECODERS_FILE = 'decoders.json';
const FORMAT = 'pixelsieve.decoders';
const FORMAT_VERSION = 1;
const REMEDY = 'Write the decoders again for this network with training/decoders.py, or train one here on the pictures at hand.';

/** Gives the bytes of a file by its path beside the network; null where there is none. */
export type ReadBeside = (path: string) => Promise<ArrayBuffer | null>;

interface DecoderEntry {
  readonly layer: string;
  readonly featureShape: readonly number[];
  readonly validationPsnrDb: number | null;
}

interface DecodersDocument {
  readonly format: string;
  readonly formatVersion: number;
  readonly decoders: readonly DecoderEntry[];
  readonly weightsManifest: readonly { paths: string[]; sha256?: string; weights: tf.io.WeightsManifestEntry[] }[];
}

interface StoredWeight {
  readonly spec: tf.io.WeightsManifestEntry;
  readonly bytes: ArrayBuffer;
}

const dimensions = (shape: readonly number[]) => shape.join(' x ');
const refuse = (message: string) => new EngineFailure('decoder-format', `${message} ${REMEDY}`);

export class DecoderFiles {
  private readonly entries: ReadonlyMap<string, DecoderEntry>;
  /** By layer and name: "stem/entry/kernel". */
  private readonly weights: ReadonlyMap<string, StoredWeight>;

  private constructor(entries: readonly DecoderEntry[], weights: ReadonlyMap<string, StoredWeight>) {
    this.entries = new Map(entries.map((entry) => [entry.layer, entry]));
    this.weights = weights;
  }

  /**
   * @returns null where there is no decoders.json
   * @throws EngineFailure decoder-format that names the file and what is wrong with it
   */
  static async read(readBeside: ReadBeside): Promise<DecoderFiles | null> {
    const json = await readBeside(DECODERS_FILE);
    if (!json) return null;
    const document = parse(json);
    const weights = new Map<string, StoredWeight>();
    for (const group of document.weightsManifest) {
      const binary = await readGroup(group, readBeside);
      let offset = 0;
      for (const spec of group.weights) {
        const bytes = weightBytes(spec);
        weights.set(spec.name, { spec, bytes: binary.slice(offset, offset + bytes) });
        offset += bytes;
      }
    }
    return new DecoderFiles(document.decoders, weights);
  }

  get layerIds(): string[] {
    return [...this.entries.keys()];
  }

  psnrDb(layerId: string): number | null {
    return this.entries.get(layerId)?.validationPsnrDb ?? null;
  }

  /**
   * @param picture size of the network's input
   * @returns null where the file has no decoder for this layer
   * @throws EngineFailure decoder-format where the decoder does not fit the layer: names file, layer and both shapes
   */
  async open(layer: LayerInfo, picture: PictureSize): Promise<Decoder | null> {
    const entry = this.entries.get(layer.id);
    if (!entry) return null;
    if (dimensions(entry.featureShape) !== dimensions(layer.shape)) {
      throw refuse(
        `${DECODERS_FILE}: the decoder of layer "${layer.id}" is for features of ${dimensions(entry.featureShape)}, but this ` +
        `network's layer gives ${dimensions(layer.shape)}.`,
      );
    }
    const plan = planDecoder(layer.shape, picture);
    this.checkWeights(layer.id, plan);
    const weights: tf.NamedTensorMap = {};
    for (const { name } of decoderWeightShapes(plan)) {
      const { spec, bytes } = this.weights.get(`${layer.id}/${name}`)!;
      weights[name] = tf.io.decodeWeights(bytes, [spec])[spec.name]!;
    }
    await refuseNotFinite(layer.id, weights);
    return createDecoder(layer.id, plan, weights);
  }

  private checkWeights(layerId: string, plan: DecoderPlan): void {
    for (const { name, shape } of decoderWeightShapes(plan)) {
      const stored = this.weights.get(`${layerId}/${name}`);
      if (!stored) throw refuse(`${DECODERS_FILE}: the decoder of layer "${layerId}" lacks its weight "${name}".`);
      if (dimensions(stored.spec.shape) === dimensions(shape)) continue;
      throw refuse(
        `${DECODERS_FILE}: the weight "${name}" of layer "${layerId}" is ${dimensions(stored.spec.shape)}, but a decoder from ` +
        `${dimensions(plan.featureShape)} to ${plan.picture.width} x ${plan.picture.height} pixels needs ${dimensions(shape)}.`,
      );
    }
  }
}

function parse(bytes: ArrayBuffer): DecodersDocument {
  let json: Partial<DecodersDocument> | null;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes)) as Partial<DecodersDocument> | null;
  } catch {
    throw refuse(`${DECODERS_FILE} is not JSON.`);
  }
  if (json?.format !== FORMAT) throw refuse(`${DECODERS_FILE} has the format ${JSON.stringify(json?.format)}, not "${FORMAT}".`);
  if (json.formatVersion !== FORMAT_VERSION) {
    throw refuse(`${DECODERS_FILE} is of version ${json.formatVersion}; this page reads version ${FORMAT_VERSION}.`);
  }
  const isEntry = (entry: DecoderEntry) => typeof entry?.layer === 'string' && Array.isArray(entry.featureShape);
  if (!Array.isArray(json.decoders) || !json.decoders.every(isEntry)) {
    throw refuse(`${DECODERS_FILE}: "decoders" must list a layer and a featureShape each.`);
  }
  const isGroup = (group: DecodersDocument['weightsManifest'][number]) => Array.isArray(group?.paths) && Array.isArray(group.weights);
  if (!Array.isArray(json.weightsManifest) || !json.weightsManifest.every(isGroup)) {
    throw refuse(`${DECODERS_FILE}: "weightsManifest" must list paths and weights.`);
  }
  return json as DecodersDocument;
}

async function readGroup(
  { paths, sha256, weights }: DecodersDocument['weightsManifest'][number], readBeside: ReadBeside,
): Promise<ArrayBuffer> {
  const parts: ArrayBuffer[] = [];
  for (const path of paths) {
    const bytes = await readBeside(path);
    if (!bytes) throw refuse(`${DECODERS_FILE}: the weight file "${path}" is missing; it belongs beside it.`);
    parts.push(bytes);
  }
  const whole = await new Blob(parts).arrayBuffer();
  const expected = weights.reduce((sum, spec) => sum + weightBytes(spec), 0);
  if (whole.byteLength !== expected) {
    throw refuse(`${DECODERS_FILE}: ${paths.join(', ')} holds ${whole.byteLength} bytes, but its weights need ${expected}.`);
  }
  const found = sha256 === undefined ? sha256 : await sha256Hex(new Uint8Array(whole));
  if (found !== sha256) {
    throw refuse(`${DECODERS_FILE}: ${paths.join(', ')} is not the file that belongs to it: its SHA-256 is ${found}, not ${sha256}.`);
  }
  return whole;
}

function weightBytes(spec: tf.io.WeightsManifestEntry): number {
  const stored = spec.quantization?.dtype ?? spec.dtype;
  const perNumber = { float32: 4, float16: 2 }[stored as string];
  if (perNumber === undefined) {
    throw refuse(`${DECODERS_FILE}: the weight "${spec.name}" is stored as ${stored}; decoders are float32 or float16.`);
  }
  return spec.shape.reduce((product, size) => product * size, perNumber);
}

/** Disposes of the weights where it refuses them. */
async function refuseNotFinite(layerId: string, weights: tf.NamedTensorMap): Promise<void> {
  for (const [name, tensor] of Object.entries(weights)) {
    const values = await tensor.data();
    const index = values.findIndex((value) => !Number.isFinite(value));
    if (index < 0) continue;
    tf.dispose(weights);
    throw refuse(`${DECODERS_FILE}: the weight "${name}" of layer "${layerId}" holds ${values[index]} at position ${index}.`);
  }
}
