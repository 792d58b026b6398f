/** From the light table to the board: what stands on the table is taken over with its results. */
import { defaultTarget } from '../../core/spec';
import { readLive } from '../live';
import { variantOf } from '../setup';
import type { AppState, TablePicture } from '../store';
import { readApp } from '../store';
import { recordOfTable } from '../tableRecord';
import { useTray } from '../tray';
import { layersOf } from './boardRecord';
import type { BoardRun } from './boardStore';
import { addKnownRun, addPanes, freshRun } from './boardStore';
import type { BoardPicture, BoardSubject } from './subject';
import { boardKey, DEFAULT_BOARD_SPEC, subjectOfRecord } from './subject';

/** What the table's maps are of; null before its first run. */
export function subjectOfTable(): BoardSubject | null {
  const record = recordOfTable(readApp(), readLive());
  if (!record) return null;
  return subjectOfRecord(record, readApp().shownRun!.picture.window, fileInTray(record.picture.sha256));
}

/** What is chosen on the table, run or not: where the board starts from. null before there is a network and a picture. */
export function chosenSubject({ model, picture, setup, fitted, samples }: AppState): BoardSubject | null {
  const first = samples[0];
  if (!model || (!picture && !first)) return null;
  const { metric, grid, budget, noise, solver, seed, target } = setup;
  return {
    model: { link: model.link, choices: model.choices ?? null, title: model.card.title, sha256: model.loaded?.sha256 ?? null },
    picture: picture ? pictureOfTable(picture, fitted) : { link: `sample:${first!.id}`, window: null, name: first!.title, sha256: null, own: null },
    spec: { ...DEFAULT_BOARD_SPEC, metric, grid, budget, noise, solver, seed, target: target ?? defaultTarget(metric), variant: variantOf(setup) },
  };
}

function pictureOfTable({ link, window, opened }: TablePicture, fitted: AppState['fitted']): BoardPicture {
  const { name, sha256, width, height } = opened;
  const seen = fitted && { picture: { link: null, name, sha256, width, height, crop: fitted.crop, seen: fitted.picture } };
  return { link, window, name, sha256, own: link === null ? { file: fileInTray(sha256), record: seen } : null };
}

const fileInTray = (sha256: string) => useTray.getState().pictures.find((picture) => picture.sha256 === sha256)?.file ?? null;

/** Layers of the table's run as panes; gives how many were put on the board. */
export function compareLayers(layerIds: readonly string[]): number {
  const subject = subjectOfTable();
  const record = recordOfTable(readApp(), readLive());
  if (!subject || !record) return 0;
  const added = addPanes(layerIds.map((id) => ({ subject, layer: { id } })));
  // What goes on is taken over when it has ended: the queue waits for the table.
  if (readApp().runStatus !== 'running') addKnownRun(subject, record);
  return added.length;
}

/** The board's runs and the table's: what need not be computed again, and what says how long the rest may take. */
export function knownWithTable(runs: ReadonlyMap<string, BoardRun>): ReadonlyMap<string, BoardRun> {
  const subject = subjectOfTable();
  const record = recordOfTable(readApp(), readLive());
  const key = subject && boardKey(subject);
  if (!subject || !record || key === null || runs.has(key)) return runs;
  return new Map(runs).set(key, { ...freshRun(subject), layers: layersOf(record), record });
}
