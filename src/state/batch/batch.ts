/** Several pictures under one network and spec: what is asked of all of them, and what came of each. Plain data. */
import type { Spread } from '../../core/spread';
import { spreadOf } from '../../core/spread';
import type { LayerInfo, LayerProgress } from '../../engine/protocol';
import type { RunRecord } from '../../records/runRecord';
import type { BoardModel, BoardPicture, BoardSpec, BoardSubject } from '../board/subject';
import { isResult } from '../board/known';
import { pictureKey } from '../board/subject';

export interface Batch {
  readonly model: BoardModel;
  readonly spec: BoardSpec;
  /** In the order of the network. */
  readonly layers: readonly LayerInfo[];
  readonly pictures: readonly BatchPicture[];
  readonly isPaused: boolean;
}

export interface BatchPicture {
  readonly picture: BoardPicture;
  /** A small image of it, or its address among the page's own files. */
  readonly thumbnail: Blob | string;
}

export type BatchPictureStatus = 'waiting' | 'running' | 'done' | 'failed';

export const subjectIn = ({ model, spec }: Batch, { picture }: BatchPicture): BoardSubject => ({ model, spec, picture });

export const keyIn = ({ picture }: BatchPicture) => pictureKey(picture);

/** Of a layer, only a result of its own end counts; null for the others. */
export function valueAt(record: RunRecord | undefined, layerId: string, value: (progress: LayerProgress) => number | null): number | null {
  const layer = record?.layers.find(({ info }) => info.id === layerId);
  return layer && isResult(layer) ? value(layer.progress) : null;
}

export const meanValue = ({ meanValue }: LayerProgress) => meanValue;
export const gainValue = ({ gain }: LayerProgress) => gain;

export interface LayerSpread {
  readonly layer: LayerInfo;
  /** Of the layer's value, and of its gain, over the pictures; null before the first. */
  readonly value: Spread | null;
  readonly gain: Spread | null;
}

export function spreadByLayer(batch: Batch, results: ReadonlyMap<string, RunRecord>): readonly LayerSpread[] {
  const records = batch.pictures.map((picture) => results.get(keyIn(picture)));
  return batch.layers.map((layer) => ({
    layer,
    value: spreadOf(records.map((record) => valueAt(record, layer.id, meanValue))),
    gain: spreadOf(records.map((record) => valueAt(record, layer.id, gainValue))),
  }));
}

/** Whether every layer of it has come to its own end. */
export function isComplete(batch: Batch, record: RunRecord | undefined): boolean {
  return record !== undefined && batch.layers.every(({ id }) => record.layers.some((layer) => layer.info.id === id && isResult(layer)));
}

/** The numbers of every picture and layer, one a row, for spreadsheets (RFC 4180). */
export function batchToCsv(batch: Batch, results: ReadonlyMap<string, RunRecord>): string {
  const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const head = ['picture', 'pictureSha256', 'layer', 'depth', 'status', 'quantity', 'meanValue', 'p10Value', 'p90Value', 'uniformValue', 'gain', 'distortion', 'distortionCi95', 'passes'];
  const rows = batch.pictures.flatMap((picture) => {
    const record = results.get(keyIn(picture));
    return (record?.layers ?? []).filter(isResult).map(({ info, progress, map }) => [
      quoted(picture.picture.name), record!.picture.sha256, quoted(info.id), info.depth, progress.status, map?.quantity ?? '',
      ...[progress.meanValue, progress.p10Value, progress.p90Value, progress.uniformValue, progress.gain, progress.distortion, progress.distortionCi95].map((value) => value ?? ''),
      progress.passes,
    ]);
  });
  return `${[head, ...rows].map((row) => row.join(',')).join('\r\n')}\r\n`;
}
