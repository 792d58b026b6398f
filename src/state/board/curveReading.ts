/** Every run's curve against relative depth, and the rows of the table of numbers. Pure. */
import { relativeDepth } from '../../core/relativeDepth';
import type { LayerRecord } from '../../records/runRecord';
import type { CurveOfRun } from '../../views/overlaidCurves';
import { CURVE_STYLES } from '../../views/overlaidCurves';
import type { MapReading } from '../mapReading';
import { mapReading } from '../mapReading';
import { curvePoint } from '../shownLayer';
import type { ViewSettings } from '../viewSettings';
import { metricLabel, networkLabel, pictureLabel } from './labels';
import type { BoardRun } from './boardStore';
import { scaleGroupKey } from './paneReading';

export interface CurveGroup {
  readonly key: string;
  readonly reading: MapReading;
  readonly curves: readonly (CurveOfRun & { readonly label: string; readonly run: BoardRun })[];
}

/** One chart for every quantity; a curve for every run that has at least one map, in the order of the runs. */
export function curveGroups(runs: ReadonlyMap<string, BoardRun>, view: ViewSettings): readonly CurveGroup[] {
  const groups = new Map<string, { reading: MapReading; runs: BoardRun[] }>();
  for (const run of runs.values()) {
    if (!run.record?.layers.some(({ map }) => map)) continue;
    const key = scaleGroupKey(run.spec.metric);
    const group = groups.get(key) ?? { reading: mapReading(run.spec.metric, view), runs: [] };
    group.runs.push(run);
    groups.set(key, group);
  }
  return [...groups].map(([key, group]) => ({
    key,
    reading: group.reading,
    curves: group.runs.map((run, i) => ({ key: run.key, run, style: i % CURVE_STYLES, label: shortLabel(run, group.runs), points: pointsOf(run, group.reading) })),
  }));
}

function pointsOf({ record, layers }: BoardRun, reading: MapReading): CurveOfRun['points'] {
  return record!.layers.flatMap((layer) => {
    const depth = relativeDepth(layers ?? [], layer.info.id);
    const { mean, low, high, isSettled } = curvePoint(layer, reading, null, null);
    return layer.map && mean !== null && depth !== null ? [{ depth, title: layer.info.title, mean, low, high, isSettled }] : [];
  });
}

/** What tells a run apart from the others. */
function shortLabel(run: BoardRun, others: readonly BoardRun[]): string {
  const parts = [networkLabel, pictureLabel, ({ spec }: BoardRun) => metricLabel(spec)];
  const differing = parts.filter((part) => new Set(others.map(part)).size > 1);
  return (differing.length > 0 ? differing : parts.slice(0, 2)).map((part) => part(run)).join(' · ');
}

export interface NumbersRow {
  readonly id: string;
  readonly network: string;
  readonly layer: string;
  readonly depth: number | null;
  readonly picture: string;
  readonly metric: string;
  readonly units: MapReading['units'];
  readonly record: LayerRecord;
}

export function numbersRows(runs: ReadonlyMap<string, BoardRun>, view: ViewSettings): readonly NumbersRow[] {
  return [...runs.values()].flatMap((run) =>
    (run.record?.layers ?? []).map((record): NumbersRow => ({
      id: `${run.key} ${record.info.id}`,
      network: networkLabel(run),
      layer: record.info.title,
      depth: relativeDepth(run.layers ?? [], record.info.id),
      picture: pictureLabel(run),
      metric: metricLabel(run.spec),
      units: mapReading(run.spec.metric, view).units,
      record,
    })),
  );
}
