import type { BoardState, Pane } from '../../state/board/boardStore';
import { contentOf, useBoard } from '../../state/board/boardStore';
import { labelsOf, layerLabel } from '../../state/board/labels';
import type { BoardLayout, Dimension } from '../../state/board/product';
import { boardLayout } from '../../state/board/product';
import { boardTexts } from '../../ui/textsBoard';
import { PaneCard } from './PaneCard';

function labelOf(board: Pick<BoardState, 'runs'>, pane: Pane, dimension: Dimension): string {
  const content = contentOf(board, pane);
  if (!content) return '';
  if (dimension === 'layer') return 'depth' in pane.layer ? layerLabel(pane.layer) : labelsOf(content, pane.layer).layer;
  return labelsOf(content, pane.layer)[dimension];
}

/** Few panes are large; many are small, but never too small to point at a pixel. */
function leastWidth(count: number): number {
  if (count <= 2) return 340;
  if (count <= 4) return 280;
  return count <= 8 ? 230 : 184;
}

/** All panes in their order; rows and columns have names where they are a product. */
export function PaneGrid() {
  const panes = useBoard((board) => board.panes);
  const runs = useBoard((board) => board.runs);
  const layout = boardLayout({ runs, panes });
  const numbers = new Map(panes.map(({ id }, i) => [id, i + 1]));
  const card = (pane: Pane) => <PaneCard key={pane.id} pane={pane} number={numbers.get(pane.id)!} />;
  const style = layout
    ? { ['--columns' as string]: layout.rows[0]!.length, ['--rows' as string]: layout.rows.length }
    : { ['--least' as string]: `${leastWidth(panes.length)}px` };
  return (
    <div className={`pane-grid${layout ? ' is-product' : ''}`} data-testid="pane-grid" role="group" aria-label={boardTexts.panes} style={style}>
      {/* One flat list either way: a pane that is moved keeps its map and the focus. */}
      {layout ? [...columnNames(layout, { runs }), ...layout.rows.flatMap((row) => [rowName(row, layout, { runs }), ...row.map(card)])] : panes.map(card)}
    </div>
  );
}

function columnNames({ rows, across }: BoardLayout, board: Pick<BoardState, 'runs'>) {
  return [
    <span key="corner" className="grid-corner" />,
    ...rows[0]!.map((pane) => (
      <p key={`column ${pane.id}`} className="grid-column" data-testid="grid-column">
        {labelOf(board, pane, across)}
      </p>
    )),
  ];
}

function rowName(row: readonly Pane[], { down }: BoardLayout, board: Pick<BoardState, 'runs'>) {
  return (
    <p key={`row ${row[0]!.id}`} className="grid-row" data-testid="grid-row">
      {down.map((dimension) => (
        <span key={dimension}>{labelOf(board, row[0]!, dimension)}</span>
      ))}
    </p>
  );
}
