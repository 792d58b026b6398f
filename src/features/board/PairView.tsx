import { labelsOf } from '../../state/board/labels';
import type { BoardState, Pane } from '../../state/board/boardStore';
import { contentOf, useBoard } from '../../state/board/boardStore';
import type { Pair } from '../../state/board/boardView';
import { useBoardView, writeBoardView } from '../../state/board/boardView';
import { metricLabel } from '../../state/board/labels';
import { Icon } from '../../ui/Icon';
import { Segmented } from '../../ui/Segmented';
import { boardTexts } from '../../ui/textsBoard';
import { DifferencePart } from './DifferencePart';
import { SliderPart } from './SliderPart';

function optionLabel(board: Pick<BoardState, 'runs'>, pane: Pane, i: number): string {
  const content = contentOf(board, pane);
  if (!content) return String(i + 1);
  const { network, layer } = labelsOf(content, pane.layer);
  return boardTexts.paneOption(i + 1, network, layer, metricLabel(content.run.spec));
}

function PaneSelect({ side, pair, label }: { side: 'a' | 'b'; pair: Pair; label: string }) {
  const panes = useBoard((board) => board.panes);
  const runs = useBoard((board) => board.runs);
  return (
    <label className="pair-choice">
      <span>{label}</span>
      <select data-testid={`pair-${side}`} value={pair[side]} onChange={(event) => writeBoardView({ pair: { ...pair, [side]: event.target.value } })}>
        {panes.map((pane, i) => (
          <option key={pane.id} value={pane.id}>
            {optionLabel({ runs }, pane, i)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Two panes over each other with a line between them, or one less the other. */
export function PairView() {
  const pair = useBoardView((view) => view.pair);
  const a = useBoard((board) => board.panes.find(({ id }) => id === pair?.a));
  const b = useBoard((board) => board.panes.find(({ id }) => id === pair?.b));
  if (!pair || !a || !b) return null;
  return (
    <section className="pair" data-testid="pair" aria-label={boardTexts.pairTitle}>
      <header className="pair-head">
        <Segmented
          label={boardTexts.pairMode}
          hideLabel
          testId="pair-mode"
          value={pair.mode}
          options={[
            { value: 'slider', label: boardTexts.slider },
            { value: 'difference', label: boardTexts.differenceMode },
          ]}
          onChange={(mode) => writeBoardView({ pair: { ...pair, mode } })}
        />
        <PaneSelect side="a" pair={pair} label={boardTexts.mapA} />
        <button type="button" className="tool" aria-label={boardTexts.swap} title={boardTexts.swap} data-testid="pair-swap" onClick={() => writeBoardView({ pair: { ...pair, a: pair.b, b: pair.a } })}>
          <Icon name="swap" />
        </button>
        <PaneSelect side="b" pair={pair} label={boardTexts.mapB} />
        <span className="tool-gap" />
        <button type="button" className="tool" aria-label={boardTexts.closePair} title={boardTexts.closePair} data-testid="pair-close" onClick={() => writeBoardView({ pair: null })}>
          <Icon name="close" />
        </button>
      </header>
      {pair.mode === 'slider' ? <SliderPart key={`${a.id} ${b.id}`} a={a} b={b} /> : <DifferencePart key={`${a.id} ${b.id}`} a={a} b={b} />}
    </section>
  );
}
