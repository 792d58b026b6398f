/** How the board is looked at: what is pointed at, the shared view of all panes, the pair that is held against each other. */
import { create } from 'zustand';
import type { Place } from '../../records/picturePlace';
import type { Domain } from '../../views/colourScale';
import type { LinkedView } from '../../views/largeMap';
import { readBoard } from './boardStore';

export type PairMode = 'slider' | 'difference';

export interface Pair {
  /** Ids of panes. */
  readonly a: string;
  readonly b: string;
  readonly mode: PairMode;
}

export interface BoardView {
  /** In fractions of the upright picture. */
  readonly place: Place | null;
  readonly paneId: string | null;
  readonly zoom: LinkedView;
  /** The pane whose own gesture the zoom is from, which follows nobody; null where it came from elsewhere. */
  readonly zoomedPane: string | null;
  readonly pair: Pair | null;
  /** Of the two-up slider: the part of the width that shows A. */
  readonly sliderShare: number;
  /** By scale group, as drawn now: they glide to where the maps want them. */
  readonly domains: ReadonlyMap<string, Domain | null>;
  /** Keys of runs whose curves are not drawn. */
  readonly hiddenRuns: ReadonlySet<string>;
  readonly pointedRun: string | null;
  readonly isBuilding: boolean;
}

/** What a link keeps of it. */
export type KeptBoardView = Pick<BoardView, 'pair' | 'hiddenRuns' | 'zoom'>;

export const WHOLE_VIEW: LinkedView = { scale: 1, x: 0.5, y: 0.5 };

export const PLAIN_VIEW: KeptBoardView = { pair: null, hiddenRuns: new Set(), zoom: WHOLE_VIEW };

export const INITIAL_BOARD_VIEW: BoardView = {
  ...PLAIN_VIEW, place: null, paneId: null, zoomedPane: null, sliderShare: 0.5, domains: new Map(), pointedRun: null, isBuilding: false,
};

export const useBoardView = create<BoardView>()(() => INITIAL_BOARD_VIEW);
export const readBoardView = useBoardView.getState;
export const writeBoardView = useBoardView.setState;

/** As it was kept; every pane follows its zoom. */
export function showKeptView(view: KeptBoardView): void {
  writeBoardView({ ...view, zoomedPane: null });
}

export function pointAtPlace(place: Place | null, paneId: string | null): void {
  const { place: before } = readBoardView();
  if (before?.x !== place?.x || before?.y !== place?.y) writeBoardView({ place, paneId });
}

export function toggleRun(key: string): void {
  writeBoardView(({ hiddenRuns }) => {
    const next = new Set(hiddenRuns);
    if (!next.delete(key)) next.add(key);
    return { hiddenRuns: next };
  });
}

/** Holds a pane against the one that was chosen before it, or against its neighbour. */
export function pairWith(paneId: string, mode: PairMode = readBoardView().pair?.mode ?? 'slider'): void {
  const { panes } = readBoard();
  const index = panes.findIndex(({ id }) => id === paneId);
  const other = panes[index + 1] ?? panes[index - 1];
  if (index >= 0 && other) writeBoardView({ pair: panes[index + 1] ? { a: paneId, b: other.id, mode } : { a: other.id, b: paneId, mode } });
}
