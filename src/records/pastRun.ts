/** What is kept of a finished run beside the run itself, so that a list of them need not open any. */
import type { MetricName } from '../core/spec';
import { attributionMethod } from '../core/spec';
import { mean } from '../core/stats';
import type { BackendInfo, LayerMap } from '../engine/protocol';
import { runKeyOf } from './runKey';
import type { RunRecord } from './runRecord';

/** Small pictures of a run: what the network saw, and the maps of some layers. */
export interface PastStrip {
  readonly picture: { readonly width: number; readonly height: number; readonly rgb: Uint8Array } | null;
  readonly maps: readonly { readonly width: number; readonly height: number; readonly values: Float32Array }[];
}

export interface PastRunInfo {
  readonly id: string;
  /** See runKeyOf. */
  readonly key: string;
  /** Given by the viewer; null for none. */
  readonly name: string | null;
  /** ISO 8601, of the run. */
  readonly createdAt: string;
  readonly networkTitle: string;
  readonly pictureName: string;
  readonly metric: MetricName;
  readonly budget: number;
  readonly seed: number;
  readonly backend: Pick<BackendInfo, 'name' | 'threads'>;
  readonly layerIds: readonly string[];
  /** Of the layers that have a gain, nats; null where none has, and for attributions. */
  readonly meanGainNats: number | null;
  readonly bytes: number;
  readonly strip: PastStrip;
}

const STRIP_SIDE = 20;
const STRIP_MAPS = 7;

/** @param id unlike any other's */
export function pastRunInfo(record: RunRecord, id: string): PastRunInfo {
  const { spec, model, picture, backend, layers, createdAt } = record;
  const gains = layers.flatMap(({ progress }) => progress.gain ?? []);
  return {
    id,
    key: runKeyOf(record),
    name: null,
    createdAt,
    networkTitle: model.title,
    pictureName: picture.name,
    metric: spec.metric,
    budget: spec.budget,
    seed: spec.seed,
    backend: { name: backend.name, threads: backend.threads },
    layerIds: layers.flatMap(({ info, map }) => (map ? [info.id] : [])),
    meanGainNats: attributionMethod(spec.metric) === null && gains.length > 0 ? mean(gains) : null,
    bytes: recordBytes(record),
    strip: stripOf(record),
  };
}

/** Of the numbers in it: what the rest takes is small beside them. */
export function recordBytes({ picture, layers, foreground }: RunRecord): number {
  const ofLayer = ({ map, reconstructions }: RunRecord['layers'][number]) =>
    (map?.values.byteLength ?? 0) + (reconstructions ? [reconstructions.clean, ...reconstructions.noisy].reduce((sum, rgb) => sum + rgb.byteLength, 0) : 0);
  return (picture.seen?.rgb.byteLength ?? 0) + (foreground?.mask.inside.byteLength ?? 0) + layers.reduce((sum, layer) => sum + ofLayer(layer), 0);
}

const RECONSTRUCTION_BYTES_MOST = 8e6;

/** Without the noisy reconstructions where they would take more room than all the rest: the clean ones say more. */
export function slimRecord(record: RunRecord): RunRecord {
  if (recordBytes(record) <= RECONSTRUCTION_BYTES_MOST) return record;
  return { ...record, layers: record.layers.map((layer) => ({ ...layer, reconstructions: layer.reconstructions && { ...layer.reconstructions, noisy: [] } })) };
}

function stripOf({ picture, layers }: RunRecord): PastStrip {
  const maps = layers.flatMap(({ map }) => map ?? []);
  const step = Math.max(1, (maps.length - 1) / (STRIP_MAPS - 1));
  const shown = Array.from({ length: Math.min(maps.length, STRIP_MAPS) }, (_, i) => maps[Math.round(i * step)]!);
  return { picture: picture.seen && smallPicture(picture.seen), maps: shown.map(smallMap) };
}

/** Every cell the mean of those that it stands for. */
function smallMap({ width, height, values }: LayerMap): PastStrip['maps'][number] {
  const size = smallSize(width, height);
  return { ...size, values: Float32Array.from(blockMeans(values, width, height, 1, size)) };
}

function smallPicture({ width, height, rgb }: NonNullable<RunRecord['picture']['seen']>): PastStrip['picture'] {
  const size = smallSize(width, height);
  return { ...size, rgb: Uint8Array.from(blockMeans(rgb, width, height, 3, size), (value) => Math.round(255 * Math.min(1, Math.max(0, value)))) };
}

function smallSize(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, STRIP_SIDE / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

function blockMeans(values: Float32Array, width: number, height: number, channels: number, to: { width: number; height: number }): Float64Array {
  const sums = new Float64Array(to.width * to.height * channels);
  const counts = new Float64Array(to.width * to.height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const block = Math.floor((y * to.height) / height) * to.width + Math.floor((x * to.width) / width);
      counts[block]! += 1;
      for (let channel = 0; channel < channels; channel++) sums[block * channels + channel]! += values[(y * width + x) * channels + channel]!;
    }
  }
  return sums.map((sum, i) => sum / counts[Math.floor(i / channels)]!);
}
