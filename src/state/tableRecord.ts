/** What is on the table as a record of its own. */
import type { RecordedModel, RunRecord } from '../records/runRecord';
import { foregroundOfRun } from './foreground';
import type { LayerResult, LiveState } from './live';
import type { AppState, ShownRun } from './store';

declare const __APP_VERSION__: string;

export const APP_VERSION = __APP_VERSION__;

/** The last preview of an entropy that has no bound is none. */
const isResult = ({ progress }: LayerResult) => progress.status !== 'unbounded';

/** What is on the table, by what it was computed from, whatever has been chosen since; null before the first run. */
export function recordOfTable(state: AppState, { results }: Pick<LiveState, 'results'>): RunRecord | null {
  const { shownRun, predictions, view } = state;
  if (!shownRun) return null;
  const { spec, model, picture, seen, crop, backend, createdAt } = shownRun;
  const { name, sha256, width, height } = picture.opened;
  const mask = foregroundOfRun(state, shownRun);
  const foreground = mask && { mask, knowledgeThresholdNats: view.knowledgeThresholdNats };
  if (shownRun.record) return { ...shownRun.record, foreground };
  return {
    appVersion: APP_VERSION,
    createdAt: createdAt.toISOString(),
    backend,
    model: recordedModel(shownRun),
    picture: { link: picture.link, name, sha256, width, height, crop, seen },
    spec,
    predictions: predictions ?? [],
    foreground,
    layers: model.layers.flatMap((info) => {
      const result = results.get(info.id);
      if (!result) return [];
      const { progress, reconstructions } = result;
      return [{ info, progress, map: isResult(result) ? result.map : null, reconstructions }];
    }),
  };
}

function recordedModel({ model, modelLink, modelChoices }: ShownRun): RecordedModel {
  const { card, sha256, layers } = model;
  return { link: modelLink, choices: modelChoices, id: card.id, title: card.title, sha256, input: card.input, layers };
}
