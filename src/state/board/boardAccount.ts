/** What a session file says of the board, and the board from it again. */
import { parseLink } from '../../link/link';
import { formatLink, DEFAULT_LINK } from '../../link/link';
import type { Field } from '../../records/fields';
import { at, isGiven, listOf, nameOf, numberOf, oneOf, optional, refuseField, textOf } from '../../records/fields';
import type { RunRecord } from '../../records/runRecord';
import { sessionTexts } from '../../ui/textsSession';
import { windowOfRecord } from '../recordOnTable';
import type { BoardState, WantedPane } from './boardStore';
import { addKnownRun, addPanes, clearBoard, setCurveLayers } from './boardStore';
import type { BoardSubject, LayerRef } from './subject';
import { subjectOfRecord } from './subject';

const SCALES = ['shared', 'own'] as const;
const CURVES = ['panes', 'auto', 'all'] as const;

/** @param indexOf where a run's record stands among the session's; panes whose run has none say it by its link */
export function accountOfBoard({ panes, runs, curveLayers }: BoardState, indexOf: (record: RunRecord) => number): object | null {
  if (panes.length === 0) return null;
  return {
    curveLayers,
    panes: panes.flatMap(({ runKey, layer, scale }) => {
      const run = runs.get(runKey);
      if (!run) return [];
      return [{ ...(run.record ? { run: indexOf(run.record) } : { link: linkOfSubject(run) }), layer, scale }];
    }),
  };
}

function linkOfSubject({ model, picture, spec }: BoardSubject): string {
  const { metric, grid, budget, noise, solver, seed, target } = spec;
  return formatLink({ ...DEFAULT_LINK, model: model.link, preparation: model.choices, image: picture.link, crop: picture.window, metric, grid, budget, noise, solver, seed, target });
}

export interface PlacedBoard {
  readonly curveLayers: BoardState['curveLayers'];
  readonly panes: readonly (WantedPane & { readonly record: RunRecord | null })[];
}

/**
 * @param fileOf a picture's file, by its hash
 * @throws RecordError naming the field
 */
export function readAccount(field: Field, records: readonly RunRecord[], fileOf: (sha256: string) => Blob | null): PlacedBoard {
  return {
    curveLayers: optional(at(field, 'curveLayers'), (curve) => oneOf(curve, CURVES)) ?? 'panes',
    panes: listOf(at(field, 'panes')).map((pane) => {
      const run = at(pane, 'run');
      const record = isGiven(run) ? records[numberOf(run, { least: 0, most: records.length - 1, isWhole: true })]! : null;
      const subject = record ? subjectOfRecord(record, windowOfRecord(record), fileOf(record.picture.sha256)) : subjectOfLink(at(pane, 'link'));
      return { record, subject, layer: readLayerRef(at(pane, 'layer')), scale: optional(at(pane, 'scale'), (scale) => oneOf(scale, SCALES)) ?? 'shared' };
    }),
  };
}

function readLayerRef(field: Field): LayerRef {
  const id = at(field, 'id');
  return isGiven(id) ? { id: nameOf(id) } : { depth: numberOf(at(field, 'depth'), { least: 0, most: 1 }) };
}

function subjectOfLink(field: Field): BoardSubject {
  const { link } = parseLink(textOf(field));
  const { model, preparation, image, crop, metric, grid, budget, noise, solver, seed, target } = link;
  if (model === null || image === null) return refuseField(field, sessionTexts.wholeLink);
  return {
    model: { link: model, choices: preparation, title: model, sha256: null },
    picture: { link: image, window: crop, name: image.replace(/^(sample|url):/, ''), sha256: null, own: null },
    spec: { metric, grid, budget, noise, solver, seed, target: target ?? 'features', variant: null },
  };
}

/** In place of what is on the board, which can be taken back. */
export function placeBoard({ panes, curveLayers }: PlacedBoard): void {
  clearBoard();
  for (const { subject, record } of panes) if (record) addKnownRun(subject, record);
  addPanes(panes);
  setCurveLayers(curveLayers);
}
