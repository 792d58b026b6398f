import { useMemo } from 'react';
import type { BoardRun } from '../../state/board/boardStore';
import { runsOfPanes, useBoard } from '../../state/board/boardStore';

/** The runs that stand on the board. */
export function usePaneRuns(): ReadonlyMap<string, BoardRun> {
  const runs = useBoard((board) => board.runs);
  const panes = useBoard((board) => board.panes);
  return useMemo(() => runsOfPanes({ runs, panes }), [runs, panes]);
}
