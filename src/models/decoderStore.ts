/** Decoders that were trained in this browser, kept in its IndexedDB; tests inject a store of their own. */
import * as tf from '@tensorflow/tfjs';
import { objectStores } from '../core/objectStores';
import type { KeptDecoderInfo } from '../engine/protocol';
import { createDecoder, type Decoder } from './decoder';
import { decoderWeightShapes, type PictureSize, planDecoder } from './decoderPlan';

export interface KeptDecoder extends KeptDecoderInfo {
  /** float32, little-endian, in the order of `decoderWeightShapes`. */
  readonly weights: ArrayBuffer;
}

export interface DecoderStore {
  /** undefined where there is none. */
  get(networkSha256: string, layerId: string): Promise<KeptDecoder | undefined>;
  /** Replaces an earlier one of the same layer. */
  put(decoder: KeptDecoder): Promise<void>;
  list(): Promise<KeptDecoderInfo[]>;
  delete(networkSha256: string, layerId: string): Promise<void>;
}

/** @returns null where the decoder was made for other features or another picture size */
export function openKeptDecoder(kept: KeptDecoder, shape: readonly number[], picture: PictureSize): Decoder | null {
  const plan = planDecoder(shape, picture);
  const shapes = decoderWeightShapes(plan);
  const numbers = shapes.reduce((sum, { shape: own }) => sum + tf.util.sizeFromShape([...own]), 0);
  const isOfPicture = kept.picture.width === picture.width && kept.picture.height === picture.height;
  if (!isOfPicture || kept.featureShape.join() !== shape.join() || kept.weights.byteLength !== 4 * numbers) return null;
  const values = new Float32Array(kept.weights);
  const weights: tf.NamedTensorMap = {};
  let offset = 0;
  for (const { name, shape: own } of shapes) {
    const size = tf.util.sizeFromShape([...own]);
    weights[name] = tf.tensor(values.slice(offset, offset + size), [...own]);
    offset += size;
  }
  return createDecoder(kept.layerId, plan, weights);
}

/** The store, and beside it the memory of this worker for what the browser refuses to keep, in a private window say. */
export function withMemory(store: DecoderStore): DecoderStore & { readonly isKept: (networkSha256: string, layerId: string) => boolean } {
  const memory = new Map<string, KeptDecoder>();
  const keyOf = (networkSha256: string, layerId: string) => `${networkSha256} ${layerId}`;
  return {
    isKept: (networkSha256, layerId) => !memory.has(keyOf(networkSha256, layerId)),
    get: async (networkSha256, layerId) => memory.get(keyOf(networkSha256, layerId)) ?? store.get(networkSha256, layerId),
    async put(decoder) {
      const key = keyOf(decoder.networkSha256, decoder.layerId);
      try {
        await store.put(decoder);
        memory.delete(key);
      } catch {
        memory.set(key, decoder);
      }
    },
    async list() {
      const kept = await store.list().catch(() => []);
      const remembered = [...memory.values()].map(infoOf);
      return [...kept.filter((info) => !memory.has(keyOf(info.networkSha256, info.layerId))), ...remembered];
    },
    async delete(networkSha256, layerId) {
      memory.delete(keyOf(networkSha256, layerId));
      await store.delete(networkSha256, layerId);
    },
  };
}

function infoOf({ weights: _weights, ...info }: KeptDecoder): KeptDecoderInfo {
  return info;
}

/** The browser's own; opened at first use. Its promises reject where the browser allows no storage. */
export function indexedDbDecoderStore(): DecoderStore {
  const { within } = objectStores('pixelsieve', ['decoders'], ['networkSha256', 'layerId']);
  return {
    get: (networkSha256, layerId) => within<KeptDecoder | undefined>('readonly', (objects) => objects!.get([networkSha256, layerId])),
    put: async (decoder) => void (await within('readwrite', (objects) => objects!.put(decoder))),
    list: async () => (await within<KeptDecoder[]>('readonly', (objects) => objects!.getAll())).map(infoOf),
    delete: async (networkSha256, layerId) => within('readwrite', (objects) => objects!.delete([networkSha256, layerId])),
  };
}
