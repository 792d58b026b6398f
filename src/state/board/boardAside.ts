/** The viewer's board while a study uses it for its own runs: it is kept whole, stays in the link, and comes back. */
import type { BoardState } from './boardStore';
import { EMPTY_BOARD, readBoard, writeBoard } from './boardStore';
import type { KeptBoardView } from './boardView';
import { PLAIN_VIEW, readBoardView, showKeptView } from './boardView';

export interface BoardAsSeen {
  readonly board: BoardState;
  readonly view: KeptBoardView;
}

let aside: BoardAsSeen | null = null;

/** Clears the board; what was on it is kept, unless something is kept already. */
export function putBoardAside(): void {
  aside ??= boardNow();
  writeBoard(EMPTY_BOARD);
  showKeptView(PLAIN_VIEW);
}

/** What is on the board goes, what was kept comes back. */
export function takeBoardBack(): void {
  if (!aside) return;
  const { board, view } = aside;
  aside = null;
  // Runs that were cut off go on.
  const runs = [...board.runs].map(([key, run]) => [key, run.status === 'failed' ? run : { ...run, status: 'waiting' as const }] as const);
  writeBoard({ ...board, runs: new Map(runs) });
  showKeptView(view);
}

/** The runs on the board are the viewer's from now on; what was kept can be taken back there. */
export function keepStudyOnBoard(): void {
  const kept = aside;
  aside = null;
  if (kept && kept.board.panes.length > 0) writeBoard({ removed: { runs: kept.board.runs, panes: kept.board.panes } });
}

/** The viewer's board as they see it, whatever is on the board just now. */
export function viewersBoard(): BoardAsSeen {
  return aside ?? boardNow();
}

function boardNow(): BoardAsSeen {
  const { pair, hiddenRuns, zoom } = readBoardView();
  return { board: readBoard(), view: { pair, hiddenRuns, zoom } };
}
