/**
 * Runs beside the table: a sweep over budgets, a comparison with a changed network. They use the one engine while no run of
 * the table does, one after the other, and never touch the maps on the table. A run of the table ends them.
 */
import type { RunSpec } from '../core/spec';
import type { LayerMap, LayerProgress, RunEvent } from '../engine/protocol';
import { runTexts } from '../ui/textsRuns';
import { engine } from './engineHandle';
import { readApp } from './store';

export interface AsideResult {
  readonly progress: LayerProgress;
  readonly map: LayerMap | null;
}

export interface AsideStep {
  readonly spec: RunSpec;
  /** Told of every layer as it goes, and of its end. */
  onLayer(result: AsideResult): void;
}

export type AsideEnd = 'done' | 'stopped';

let current: AbortController | null = null;

/** Ends whatever runs aside; its promise resolves as 'stopped'. */
export function stopAside(): void {
  current?.abort();
  current = null;
}

/**
 * @throws Error with a message for the viewer where there is nothing to run on, or a run of the table is under way
 * @throws EngineError where a run as a whole fails
 */
export async function runAside(steps: readonly AsideStep[], onStep: (index: number) => void): Promise<AsideEnd> {
  const { runStatus, fitted, model } = readApp();
  if (runStatus === 'running') throw new Error(runTexts.underWay);
  if (!fitted || !model?.loaded) throw new Error(runTexts.nothingOnTable);
  stopAside();
  const own = new AbortController();
  current = own;
  try {
    for (const [index, step] of steps.entries()) {
      if (own.signal.aborted) return 'stopped';
      onStep(index);
      if (!(await runStep(step, fitted.picture, own.signal))) return 'stopped';
    }
    return 'done';
  } finally {
    if (current === own) current = null;
  }
}

/** Whether the run came to its own end. */
async function runStep(step: AsideStep, picture: Parameters<ReturnType<typeof engine>['run']>[1], signal: AbortSignal): Promise<boolean> {
  const maps = new Map<string, LayerMap>();
  let isDone = false;
  const follow = (event: RunEvent) => {
    if (event.type === 'runDone') isDone = true;
    if (event.type !== 'layer') return;
    const { layerId } = event.progress;
    if (event.map) maps.set(layerId, event.map);
    step.onLayer({ progress: event.progress, map: maps.get(layerId) ?? null });
  };
  await engine().run(step.spec, picture, follow, signal);
  return isDone && !signal.aborted;
}
