/**
 * The board: runs side by side, whatever is on the table. A run is here as long as a pane shows one of its layers, or something
 * else wants it; the queue (queue.ts) computes what is wanted and not known yet.
 */
import { create } from 'zustand';
import type { LayerInfo } from '../../engine/protocol';
import type { LayerRecord, RunRecord } from '../../records/runRecord';
import { resolveLayers } from '../layerChoice';
import type { RunTotals } from '../runReducer';
import { NO_TOTALS } from '../runReducer';
import { isLayerOver, layerOf, layersOf } from './boardRecord';
import type { BoardSubject, LayerRef } from './subject';
import { boardKey, resolveLayerRef } from './subject';

export type BoardRunStatus = 'waiting' | 'loading' | 'running' | 'done' | 'failed' | 'cancelled';

export interface BoardRun extends BoardSubject {
  readonly key: string;
  readonly status: BoardRunStatus;
  /** Of the network, in its order; null until they are known. */
  readonly layers: readonly LayerInfo[] | null;
  /** Grows while the run goes on; null before network and picture are there. */
  readonly record: RunRecord | null;
  readonly totals: RunTotals;
  /** Why it failed as a whole, naming network, layer or picture and the remedy. */
  readonly error: string | null;
  /** Layers wanted by others than the panes. */
  readonly extraLayers: readonly LayerRef[];
}

export interface Pane {
  readonly id: string;
  readonly runKey: string;
  readonly layer: LayerRef;
  /** Shared with all panes of its quantity, or its own. */
  readonly scale: 'shared' | 'own';
}

/** Which layers the curves have besides those of the panes. */
export type CurveLayers = 'panes' | 'auto' | 'all';

export interface BoardState {
  readonly runs: ReadonlyMap<string, BoardRun>;
  readonly panes: readonly Pane[];
  readonly curveLayers: CurveLayers;
  /** What was on the board before the last removal, for taking it back. */
  readonly removed: Pick<BoardState, 'runs' | 'panes'> | null;
}

export const EMPTY_BOARD: BoardState = { runs: new Map(), panes: [], curveLayers: 'panes', removed: null };

export const useBoard = create<BoardState>()(() => EMPTY_BOARD);
export const readBoard = useBoard.getState;
export const writeBoard = useBoard.setState;

/** More than this nobody can compare, and no screen can hold. */
export const MOST_PANES = 60;

let nextPaneId = 1;
/** Of this visit; a link numbers panes by their order. */
export const newPaneId = () => `pane-${nextPaneId++}`;

export interface WantedPane {
  readonly subject: BoardSubject;
  readonly layer: LayerRef;
  readonly scale?: Pane['scale'];
}

export function freshRun(subject: BoardSubject): BoardRun {
  const { model, picture, spec } = subject;
  return { model, picture, spec, key: boardKey(subject), status: 'waiting', layers: null, record: null, totals: NO_TOTALS, error: null, extraLayers: [] };
}

/** Puts panes on the board, behind those that are there; at most as many as it holds. Gives the ids of the new ones. */
export function addPanes(wanted: readonly WantedPane[], at = readBoard().panes.length): readonly string[] {
  const { runs, panes } = readBoard();
  const added = wanted.slice(0, Math.max(0, MOST_PANES - panes.length)).map(({ subject, layer, scale = 'shared' }): Pane => ({
    id: newPaneId(), runKey: boardKey(subject), layer, scale,
  }));
  const all = new Map(runs);
  for (const { subject } of wanted.slice(0, added.length)) if (!all.has(boardKey(subject))) all.set(boardKey(subject), freshRun(subject));
  setPanes([...panes.slice(0, at), ...added, ...panes.slice(at)], all);
  return added.map(({ id }) => id);
}

/** A run for something else than a pane: it stays until nothing is wanted of it any more. */
export function wantRun(subject: BoardSubject, extraLayers: readonly LayerRef[]): string {
  const key = boardKey(subject);
  const { runs, panes } = readBoard();
  setPanes(panes, new Map(runs).set(key, { ...(runs.get(key) ?? freshRun(subject)), extraLayers }));
  return key;
}

/** A run that is known already, finished or not, in place of computing it. */
export function addKnownRun(subject: BoardSubject, record: RunRecord): void {
  const key = boardKey(subject);
  const { runs } = readBoard();
  const run = runs.get(key) ?? freshRun(subject);
  const isFuller = (run.record?.layers.length ?? 0) > record.layers.length;
  writeBoard({ runs: new Map(runs).set(key, { ...run, layers: layersOf(record), record: isFuller ? run.record : record }) });
}

export function duplicatePane(id: string): string | null {
  const { panes } = readBoard();
  const index = panes.findIndex((pane) => pane.id === id);
  if (index < 0 || panes.length >= MOST_PANES) return null;
  const copy = { ...panes[index]!, id: newPaneId() };
  setPanes([...panes.slice(0, index + 1), copy, ...panes.slice(index + 1)]);
  return copy.id;
}

export function removePane(id: string): void {
  const { runs, panes } = readBoard();
  writeBoard({ removed: { runs, panes } });
  setPanes(panes.filter((pane) => pane.id !== id));
}

export function clearBoard(): void {
  const { runs, panes } = readBoard();
  writeBoard({ removed: { runs, panes } });
  setPanes([]);
}

/** Takes the last removal back; what was put on the board since stays. */
export function takeBack(): void {
  const { removed, runs, panes } = readBoard();
  if (!removed) return;
  const isOld = new Set(removed.panes.map(({ id }) => id));
  writeBoard({ removed: null });
  const back = [...removed.runs].map(([key, run]) => [key, { ...run, status: run.status === 'failed' ? run.status : ('waiting' as const) }] as const);
  setPanes([...removed.panes, ...panes.filter(({ id }) => !isOld.has(id))], new Map([...back, ...runs]));
}

/** @param to position counted from 0, among the panes without this one */
export function movePane(id: string, to: number): void {
  const { panes } = readBoard();
  const moved = panes.find((pane) => pane.id === id);
  if (!moved) return;
  const others = panes.filter((pane) => pane !== moved);
  const place = Math.min(others.length, Math.max(0, to));
  writeBoard({ panes: [...others.slice(0, place), moved, ...others.slice(place)] });
}

export function changePane(id: string, change: Partial<Pick<Pane, 'layer' | 'scale'>>): void {
  setPanes(readBoard().panes.map((pane) => (pane.id === id ? { ...pane, ...change } : pane)));
}

/** Another network, picture or spec in a pane's place. */
export function replacePane(id: string, { subject, layer }: WantedPane): void {
  const { runs, panes } = readBoard();
  const key = boardKey(subject);
  const all = runs.has(key) ? runs : new Map(runs).set(key, freshRun(subject));
  setPanes(panes.map((pane) => (pane.id === id ? { ...pane, runKey: key, layer } : pane)), all);
}

export function setCurveLayers(curveLayers: CurveLayers): void {
  writeBoard({ curveLayers });
  setPanes(readBoard().panes);
}

/** The one place where panes and runs meet: runs that nobody wants go, runs that want more wait for the queue. */
function setPanes(panes: readonly Pane[], runs = readBoard().runs): void {
  const shown = new Set(panes.map(({ runKey }) => runKey));
  const kept = [...runs].filter(([key, { extraLayers }]) => shown.has(key) || extraLayers.length > 0);
  writeBoard({ panes, runs: new Map(kept.map(([key, run]) => [key, settled(run)])) });
}

/** Done but wanted for more: waits again. */
function settled(run: BoardRun): BoardRun {
  return run.status === 'done' ? { ...run, status: 'waiting' } : run;
}

export function updateRun(key: string, change: (run: BoardRun) => Partial<BoardRun>): void {
  const { runs } = readBoard();
  const run = runs.get(key);
  if (run) writeBoard({ runs: new Map(runs).set(key, { ...run, ...change(run) }) });
}

/** Every layer that is wanted of a run, as far as its network's layers are known; `unknown` are those that it does not have. */
export function wantedLayers({ panes, curveLayers }: Pick<BoardState, 'panes' | 'curveLayers'>, run: BoardRun, layers: readonly LayerInfo[]) {
  const ofPanes = panes.filter(({ runKey }) => runKey === run.key).map(({ layer }) => layer);
  const ids = new Set(curveLayers === 'panes' || ofPanes.length === 0 ? [] : resolveLayers(curveLayers, layers).layerIds);
  const unknown: string[] = [];
  for (const ref of [...ofPanes, ...run.extraLayers]) {
    const layer = resolveLayerRef(ref, layers);
    if (layer) ids.add(layer.id);
    else if ('id' in ref) unknown.push(ref.id);
  }
  return { layerIds: layers.map(({ id }) => id).filter((id) => ids.has(id)), unknown };
}

/** Those that have no result yet. */
export function missingLayers(record: RunRecord | null, layerIds: readonly string[]): readonly string[] {
  return layerIds.filter((id) => {
    const layer = layerOf(record, id);
    return !layer || !isLayerOver(layer);
  });
}

/** The runs that panes show, without those that only something else wants. */
export function runsOfPanes({ runs, panes }: Pick<BoardState, 'runs' | 'panes'>): ReadonlyMap<string, BoardRun> {
  const shown = new Set(panes.map(({ runKey }) => runKey));
  return new Map([...runs].filter(([key]) => shown.has(key)));
}

export interface PaneContent {
  readonly run: BoardRun;
  /** null until the network's layers are known, and where it has no such layer. */
  readonly info: LayerInfo | null;
  /** null before there is anything to show of it. */
  readonly layer: LayerRecord | null;
}

export function contentOf({ runs }: Pick<BoardState, 'runs'>, { runKey, layer }: Pane): PaneContent | null {
  const run = runs.get(runKey);
  if (!run) return null;
  const info = resolveLayerRef(layer, run.layers);
  return { run, info, layer: info && layerOf(run.record, info.id) };
}
