/** What a run of what is chosen would take on this machine, told before it is started: from a few timed passes. */
import { create } from 'zustand';
import { relativeDepth } from '../core/relativeDepth';
import { expectedSeconds } from '../core/runCost';
import { engine } from './engineHandle';
import { shownLayerIds } from './selectors';
import { resolveSpec } from './setup';
import type { AppState } from './store';
import { readApp, useApp } from './store';
import { wantsPhotographs } from './suitingSamples';

export interface RunCost {
  /** null: not known, or not worth telling. */
  readonly seconds: number | null;
}

export const useRunCost = create<RunCost>()(() => ({ seconds: null }));

/** Timing would hold up what it is to tell of while a run goes on or is about to start; thumbnails take no time to speak of. */
function isWorthKnowing({ model, fitted, backend, runStatus, runWanted, setup }: AppState): boolean {
  if (!model?.loaded || !fitted || !backend || runStatus === 'running' || runWanted) return false;
  const isCut = fitted.picture.width === model.card.input.width && fitted.picture.height === model.card.input.height;
  return isCut && wantsPhotographs(model.card) && setup.metric === 'discarding';
}

let timing = 0;

/** Called once. */
export function followRunCost(): void {
  let known: { readonly key: string; readonly times: readonly number[] } | null = null;
  useApp.subscribe((state, before) => {
    const changes = ['model', 'fitted', 'backend', 'runStatus', 'runWanted', 'setup'] as const;
    if (changes.every((name) => state[name] === before[name])) return;
    if (!isWorthKnowing(state)) return useRunCost.setState({ seconds: null });
    const { model, fitted, backend, setup } = state;
    const layerIds = shownLayerIds(model!.layers, setup.layers);
    const key = `${model!.loaded!.sha256} ${backend!.name} ${layerIds.join()}`;
    const { width, height } = fitted!.picture;
    const { grid } = resolveSpec(setup, model!.card);
    const cells = grid === 'full' ? width * height : grid ** 2;
    const tell = (times: readonly number[]) => {
      const layers = times.map((secondsPerPass, i) => ({ secondsPerPass, relativeDepth: relativeDepth(model!.layers, layerIds[i]!) ?? 1 }));
      useRunCost.setState({ seconds: expectedSeconds(layers, setup.solver, cells, backend!.threads) });
    };
    if (known?.key === key) return tell(known.times);
    const own = ++timing;
    engine()
      .timePasses(layerIds, fitted!.picture)
      .then((times) => {
        known = { key, times };
        if (own === timing && isWorthKnowing(readApp())) tell(times);
      })
      // A run on the same layers fails for the same reason and says it.
      .catch(() => undefined);
  });
}
