import type { RunRecord } from '../../export/runRecord';
import type { LiveState } from '../../state/live';
import type { AppState } from '../../state/store';

declare const __APP_VERSION__: string;

/** What is on the table, by what it was computed from, whatever has been chosen since; null before the first run. */
export function recordOfState({ shownRun, predictions }: AppState, { results }: LiveState): RunRecord | null {
  if (!shownRun) return null;
  const { spec, model, picture, backend, createdAt } = shownRun;
  const { name, sha256, width, height } = picture.opened;
  return {
    appVersion: __APP_VERSION__,
    createdAt: createdAt.toISOString(),
    backend,
    model,
    picture: { name, sha256, width, height },
    spec,
    predictions: predictions ?? [],
    layers: model.layers.flatMap((info) => {
      const result = results.get(info.id);
      return result ? [{ info, progress: result.progress, map: result.map }] : [];
    }),
  };
}
