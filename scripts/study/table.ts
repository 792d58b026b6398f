/** From the runs of a study to one table: a row for each network, picture and layer, and what they are on average. */
import { concentration } from '../../src/core/concentration';
import { relativeDepth } from '../../src/core/relativeDepth';
import { type Spread, spreadOf } from '../../src/core/spread';
import type { RunRecord } from '../../src/records/runRecord';
import { boxOnInput } from '../../src/studies/boxOnInput';
import type { StudyBackend, StudyResult } from '../../src/studies/studyResult';
import type { StudyPicture } from './studyPictures';

export interface StudyRow {
  readonly network: string;
  readonly picture: string;
  /** True class; null where it is not known. */
  readonly label: string | null;
  /** What the network names first, and how sure it is; null where it names nothing. */
  readonly predicted: string | null;
  readonly probability: number | null;
  readonly layer: string;
  /** Of all the network's layers, from 1, and from 0 to 1. */
  readonly depth: number;
  readonly relativeDepth: number;
  readonly status: string;
  readonly passes: number;
  readonly seconds: number;
  readonly distortion: number | null;
  readonly distortionCi95: number | null;
  /** Mean of the map, in nats; in the target's own units for attributions. */
  readonly mean: number | null;
  readonly gainNats: number | null;
  readonly concentrationNats: number | null;
}

/** @throws Error where the box does not lie in the picture, naming it */
export function rowsOf(record: RunRecord, network: string, picture: StudyPicture): StudyRow[] {
  const first = record.predictions[0];
  return record.layers.map(({ info, progress, map }) => ({
    network, picture: picture.id, label: picture.label,
    predicted: first?.label ?? null, probability: first?.probability ?? null,
    layer: info.id, depth: info.depth, relativeDepth: relativeDepth(record.model.layers, info.id) ?? 0,
    status: progress.status, passes: progress.passes, seconds: progress.seconds,
    distortion: progress.distortion, distortionCi95: progress.distortionCi95,
    mean: progress.meanValue, gainNats: progress.gain,
    concentrationNats: map && map.quantity !== 'attribution' && picture.box ? concentration(map, maskOf(record, picture)).concentrationNats : null,
  }));
}

function maskOf(record: RunRecord, { id, box }: StudyPicture) {
  const { width, height } = record.picture;
  const [, , x1, y1] = box!;
  if (x1 > width || y1 > height) throw new Error(`the box ${box!.join(', ')} of ${id} goes beyond the picture of ${width} × ${height}.`);
  return boxOnInput(record, box!);
}

export interface LayerSummary {
  readonly network: string;
  readonly layer: string;
  readonly depth: number;
  readonly relativeDepth: number;
  readonly mean: Spread | null;
  readonly gainNats: Spread | null;
  readonly concentrationNats: Spread | null;
}

/** Over the pictures, layer by layer, in the order of the rows. */
export function summaryOf(rows: readonly StudyRow[]): LayerSummary[] {
  const byLayer = new Map<string, StudyRow[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.network, row.layer]);
    byLayer.set(key, [...(byLayer.get(key) ?? []), row]);
  }
  return [...byLayer.values()].map((group) => {
    const { network, layer, depth, relativeDepth } = group[0]!;
    const over = (name: 'mean' | 'gainNats' | 'concentrationNats') => spreadOf(group.map((row) => row[name]));
    return { network, layer, depth, relativeDepth, mean: over('mean'), gainNats: over('gainNats'), concentrationNats: over('concentrationNats') };
  });
}

const COLUMNS = [
  'network', 'picture', 'label', 'predicted', 'probability', 'layer', 'depth', 'relativeDepth', 'status', 'passes', 'seconds', 'distortion',
  'distortionCi95', 'mean', 'gainNats', 'concentrationNats',
] as const satisfies readonly (keyof StudyRow)[];

/** RFC 4180; what is not known is empty. */
export function toCsv(rows: readonly StudyRow[]): string {
  const cell = (value: string | number | null) => {
    const text = value === null ? '' : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [COLUMNS.join(','), ...rows.map((row) => COLUMNS.map((column) => cell(row[column])).join(','))].map((line) => `${line}\r\n`).join('');
}

/** What most runs were computed on, and where that is not all of them, how many on what. */
export function backendsOf(runs: readonly StudyBackend[]): Pick<StudyResult, 'backend' | 'backends'> {
  const counted = new Map<string, StudyBackend & { readonly runs: number }>();
  for (const { name, threads, adapter } of runs) {
    const key = JSON.stringify([name, threads, adapter]);
    counted.set(key, { name, threads, adapter, runs: (counted.get(key)?.runs ?? 0) + 1 });
  }
  const backends = [...counted.values()].sort((a, b) => b.runs - a.runs);
  const [most] = backends;
  if (!most) return { backend: null };
  const { name, threads, adapter } = most;
  return { backend: { name, threads, adapter }, ...(backends.length > 1 && { backends }) };
}
