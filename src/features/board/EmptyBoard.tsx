import { addPanes, readBoard } from '../../state/board/boardStore';
import { pairWith } from '../../state/board/boardView';
import { chosenSubject } from '../../state/board/fromTable';
import type { Preset } from '../../state/board/presets';
import { presets } from '../../state/board/presets';
import { productPanes } from '../../state/board/product';
import { useApp } from '../../state/store';
import { boardTexts } from '../../ui/textsBoard';

function open({ product, isPair }: Preset) {
  addPanes(productPanes(product));
  const first = readBoard().panes[0];
  if (isPair && first) pairWith(first.id, 'slider');
}

/** Not blank: a few comparisons, one click away. */
export function EmptyBoard() {
  const state = useApp();
  const chosen = chosenSubject(state);
  return (
    <section className="board-empty" data-testid="board-empty">
      <p className="board-empty-line">{boardTexts.emptyLine}</p>
      {chosen && (
        <ul>
          {presets(chosen, state.catalogue, state.samples).map((preset) => (
            <li key={preset.id}>
              <button type="button" className="preset" data-testid={`preset-${preset.id}`} onClick={() => open(preset)}>
                <strong>{preset.title}</strong>
                <span>{preset.line}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
