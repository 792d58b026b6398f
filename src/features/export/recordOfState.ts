import type { RunRecord } from '../../export/runRecord';
import { foregroundOfRun } from '../../state/foreground';
import type { LayerResult, LiveState } from '../../state/live';
import type { AppState } from '../../state/store';

declare const __APP_VERSION__: string;

/** The last preview of an entropy that has no bound is none. */
const isResult = ({ progress }: LayerResult) => progress.status !== 'unbounded';

/** What is on the table, by what it was computed from, whatever has been chosen since; null before the first run. */
export function recordOfState(state: AppState, { results }: LiveState): RunRecord | null {
  const { shownRun, predictions, view } = state;
  if (!shownRun) return null;
  const { spec, model, picture, crop, backend, createdAt } = shownRun;
  const { name, sha256, width, height } = picture.opened;
  const mask = foregroundOfRun(state, shownRun);
  return {
    appVersion: __APP_VERSION__,
    createdAt: createdAt.toISOString(),
    backend,
    model,
    picture: { name, sha256, width, height, crop },
    spec,
    predictions: predictions ?? [],
    foreground: mask && { mask, knowledgeThresholdNats: view.knowledgeThresholdNats },
    layers: model.layers.flatMap((info) => {
      const result = results.get(info.id);
      return result ? [{ info, progress: result.progress, map: isResult(result) ? result.map : null }] : [];
    }),
  };
}
