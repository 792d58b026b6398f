/** A layer's gain against the budget: the same run at budgets from a fraction of the reference's distortion to saturation. */
import { create } from 'zustand';
import type { LayerProgress } from '../engine/protocol';
import { isOver } from './runReducer';
import { resolveSpec } from './setup';
import { readApp } from './store';
import { runAside, stopAside } from './asideRuns';

export const SWEEP_BUDGETS = [0.15, 0.5, 1.5, 5, 15, 50, 150, 500, 1500] as const;

export interface SweepPoint {
  readonly budget: number;
  readonly progress: LayerProgress;
}

export interface BudgetSweep {
  /** The layer that the points are of; null before the first sweep. */
  readonly layerId: string | null;
  /** Of the picture and network that the points are of: another one makes them another's. */
  readonly subject: unknown;
  readonly points: readonly SweepPoint[];
  readonly isRunning: boolean;
  readonly error: string | null;
}

export const useBudgetSweep = create<BudgetSweep>()(() => ({ layerId: null, subject: null, points: [], isRunning: false, error: null }));

/** What a sweep belongs to: it is not shown for another picture or network. */
export const subjectOfSweep = () => readApp().fitted;

export async function sweepBudgets(layerId: string): Promise<void> {
  const { setup, model } = readApp();
  if (!model) return;
  const spec = { ...resolveSpec(setup, model.card), metric: 'discarding' as const, solver: 'fast' as const, layerIds: [layerId] };
  useBudgetSweep.setState({ layerId, subject: subjectOfSweep(), points: [], isRunning: true, error: null });
  const steps = SWEEP_BUDGETS.map((budget) => ({
    spec: { ...spec, budget },
    onLayer({ progress }: { readonly progress: LayerProgress }) {
      if (!isOver(progress.status) || progress.status === 'cancelled') return;
      useBudgetSweep.setState(({ points }) => ({ points: [...points, { budget, progress }] }));
    },
  }));
  try {
    await runAside(steps, () => undefined);
    useBudgetSweep.setState({ isRunning: false });
  } catch (error) {
    useBudgetSweep.setState({ isRunning: false, error: error instanceof Error ? error.message : String(error) });
  }
}

export const cancelSweep = stopAside;
