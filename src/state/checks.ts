/**
 * Two checks of the metrics themselves, on the picture and a layer of the network on the table: whether their numbers stay
 * when the network is rescaled, and whether their maps go when its weights do (Adebayo et al. 2018).
 */
import { create } from 'zustand';
import { spearman } from '../core/rankCorrelation';
import type { AttributionTarget, MetricName, NetworkVariant, RunSpec } from '../core/spec';
import { ATTRIBUTION_METHODS } from '../core/spec';
import type { AsideResult } from './asideRuns';
import { runAside, stopAside } from './asideRuns';
import { resolveSpec } from './setup';
import { readApp } from './store';

export type CheckName = 'rescale' | 'cascade';
/** What a check's attributions explain: the layer's feature sum, or the class that the network predicts as it is. */
export type CheckTarget = 'features' | 'predicted';

/** One map of a check: a metric under one variant. */
export interface CheckCell {
  readonly metric: MetricName;
  /** 0 for the network as it is; 1 for the rescaled one; in a cascade, how many segments are random. */
  readonly variant: number;
  readonly result: AsideResult;
}

export interface ChecksState {
  readonly isOpen: boolean;
  readonly check: CheckName;
  readonly layerId: string | null;
  readonly rescaling: 'rescaled' | 'layer-scaled';
  readonly factor: number;
  readonly target: CheckTarget;
  readonly cells: readonly CheckCell[];
  /** What the cells were computed from: another network or picture makes them another's. */
  readonly subject: unknown;
  readonly stepsDone: number;
  readonly steps: number;
  readonly isRunning: boolean;
  readonly error: string | null;
}

export const useChecks = create<ChecksState>()(() => ({
  isOpen: false, check: 'rescale', layerId: null, rescaling: 'rescaled', factor: 10, target: 'features',
  cells: [], subject: null, stepsDone: 0, steps: 0, isRunning: false, error: null,
}));

/** A choice that changes what is computed: what was computed before it goes. */
export function setChecks(change: Partial<ChecksState>): void {
  stopAside();
  useChecks.setState({ ...change, cells: [], stepsDone: 0, steps: 0, isRunning: false, error: null });
}

export function openChecks(): void {
  const { fitted } = readApp();
  if (useChecks.getState().subject !== fitted) setChecks({ layerId: null });
  useChecks.setState({ isOpen: true });
}

export function closeChecks(): void {
  stopAside();
  useChecks.setState({ isOpen: false, isRunning: false });
}

/** The metrics that this layer has: reconstruction needs a decoder. */
export function checkedMetrics(layerId: string): readonly MetricName[] {
  const hasDecoder = readApp().model?.loaded?.decoders.some((decoder) => decoder.layerId === layerId) ?? false;
  return ['discarding', ...(hasDecoder ? (['reconstruction'] as const) : []), ...ATTRIBUTION_METHODS.map((name) => `attribution:${name}` as const)];
}

/** The layer that a check is of: the chosen one, or the last that is listed. */
export function checkedLayer({ layerId }: Pick<ChecksState, 'layerId'>): string | null {
  const layers = readApp().model?.layers ?? [];
  return layers.find((layer) => layer.id === layerId)?.id ?? layers.at(-1)?.id ?? null;
}

/** Class scores in the cascade are of one class throughout, or the comparison would be between classes. */
function targetOf(target: CheckTarget): AttributionTarget {
  const { predictions, model } = readApp();
  if (target === 'features') return 'features';
  const index = model?.card.labels.indexOf(predictions?.[0]?.label ?? '') ?? -1;
  return index >= 0 ? index : 'predicted';
}

interface PlannedStep {
  readonly metric: MetricName;
  readonly variant: number;
  readonly network: NetworkVariant | null;
}

function planned(state: ChecksState, layerId: string): readonly PlannedStep[] {
  const metrics = checkedMetrics(layerId);
  if (state.check === 'rescale') {
    const rescaled: NetworkVariant = { kind: state.rescaling, factor: state.factor };
    return metrics.flatMap((metric) => [
      { metric, variant: 0, network: null },
      { metric, variant: 1, network: rescaled },
    ]);
  }
  const { seed } = readApp().setup;
  // Variant by variant, so that each random network is made once.
  return Array.from({ length: segmentCount() + 1 }, (_, segments): readonly PlannedStep[] =>
    metrics.map((metric) => ({ metric, variant: segments, network: segments === 0 ? null : { kind: 'randomised', segments, seed } })),
  ).flat();
}

/** The classifier and every listed layer. */
export function segmentCount(): number {
  return (readApp().model?.layers.length ?? 0) + 1;
}

export async function runCheck(): Promise<void> {
  const state = useChecks.getState();
  const { model, setup, fitted } = readApp();
  const layerId = checkedLayer(state);
  if (!model || layerId === null) return;
  const plan = planned(state, layerId);
  const base: RunSpec = {
    ...resolveSpec(setup, model.card), solver: 'fast', layerIds: [layerId], target: targetOf(state.target),
  };
  useChecks.setState({ cells: [], subject: fitted, steps: plan.length, stepsDone: 0, isRunning: true, error: null });
  const steps = plan.map(({ metric, variant, network }) => ({
    spec: { ...base, metric, variant: network },
    onLayer: (result: AsideResult) => put({ metric, variant, result }),
  }));
  try {
    const end = await runAside(steps, (stepsDone) => useChecks.setState({ stepsDone }));
    useChecks.setState(end === 'done' ? { isRunning: false, stepsDone: plan.length } : { isRunning: false });
  } catch (error) {
    useChecks.setState({ isRunning: false, error: error instanceof Error ? error.message : String(error) });
  }
}

export function stopCheck(): void {
  stopAside();
  useChecks.setState({ isRunning: false });
}

function put(cell: CheckCell): void {
  useChecks.setState(({ cells }) => ({
    cells: [...cells.filter((other) => other.metric !== cell.metric || other.variant !== cell.variant), cell],
  }));
}

export function cellOf(cells: readonly CheckCell[], metric: MetricName, variant: number): CheckCell | null {
  return cells.find((cell) => cell.metric === metric && cell.variant === variant) ?? null;
}

/** Spearman's rho of a map with the one of the network as it is; null until both are there, or where one is constant. */
export function correlationWithOriginal(cells: readonly CheckCell[], metric: MetricName, variant: number): number | null {
  const original = cellOf(cells, metric, 0)?.result.map;
  const changed = cellOf(cells, metric, variant)?.result.map;
  if (!original || !changed || original.values.length !== changed.values.length) return null;
  const rho = spearman(original.values, changed.values);
  return Number.isNaN(rho) ? null : rho;
}
