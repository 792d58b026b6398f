import type { KeyboardEvent } from 'react';
import type { Pane } from '../../state/board/boardStore';
import { changePane, duplicatePane, movePane, readBoard, removePane } from '../../state/board/boardStore';
import { pairWith } from '../../state/board/boardView';
import { Icon } from '../../ui/Icon';
import { openFigureDialog } from '../../state/exportDialogs';
import { boardTexts } from '../../ui/textsBoard';
import { figureTexts } from '../../ui/textsFigures';
import { announce } from './announce';
import { paneDrag } from './paneDrag';

const STEPS: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowLeft: (at) => at - 1,
  ArrowUp: (at) => at - 1,
  ArrowRight: (at) => at + 1,
  ArrowDown: (at) => at + 1,
  Home: () => 0,
  End: (_, last) => last,
};

interface PaneToolsProps {
  readonly pane: Pane;
  /** From 1. */
  readonly number: number;
  /** For announcements. */
  readonly what: string;
}

/** The pane's number is what it is moved by: with the arrow keys, or dragged. */
export function PaneHandle({ pane, number, what }: PaneToolsProps) {
  const tellPlace = (to: number) => announce(boardTexts.moved(what, to + 1, readBoard().panes.length));
  const onKey = (event: KeyboardEvent<HTMLElement>) => {
    const last = readBoard().panes.length - 1;
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const to = Math.min(last, Math.max(0, step(number - 1, last)));
    if (to === number - 1) return;
    movePane(pane.id, to);
    tellPlace(to);
    const handle = event.currentTarget;
    // Moved in the page, it loses the focus.
    requestAnimationFrame(() => handle.focus());
  };
  return (
    <button type="button" className="pane-handle" data-testid={`pane-move-${number}`} aria-label={boardTexts.move(number)} title={boardTexts.move(number)} onKeyDown={onKey} {...paneDrag(pane.id, tellPlace)}>
      {number}
      <Icon name="grip" />
    </button>
  );
}

interface PaneToolsWithChange extends PaneToolsProps {
  readonly isChanging: boolean;
  readonly onChange: () => void;
}

/** Change, hold against another, copy, own scale, remove. */
export function PaneTools({ pane, number, what, isChanging, onChange }: PaneToolsWithChange) {
  return (
    <div className="pane-tools">
      <Tool icon="sliders" label={boardTexts.change} testId={`pane-change-${number}`} isPressed={isChanging} onClick={onChange} />
      <Tool icon="pair" label={boardTexts.pairUp} testId={`pane-pair-${number}`} onClick={() => pairWith(pane.id)} />
      <Tool
        icon="scale"
        label={boardTexts.ownScale}
        testId={`pane-scale-${number}`}
        isPressed={pane.scale === 'own'}
        onClick={() => changePane(pane.id, { scale: pane.scale === 'own' ? 'shared' : 'own' })}
      />
      <Tool
        icon="copy"
        label={boardTexts.duplicate}
        testId={`pane-copy-${number}`}
        onClick={() => {
          if (duplicatePane(pane.id) !== null) announce(boardTexts.duplicatedPane(what));
        }}
      />
      <Tool icon="save" label={figureTexts.savePane} testId={`pane-figure-${number}`} onClick={() => openFigureDialog('board', { paneId: pane.id })} />
      <Tool
        icon="close"
        label={boardTexts.remove}
        testId={`pane-remove-${number}`}
        onClick={() => {
          removePane(pane.id);
          announce(boardTexts.removedPane(what));
        }}
      />
    </div>
  );
}

interface ToolProps {
  readonly icon: 'sliders' | 'pair' | 'scale' | 'copy' | 'save' | 'close';
  readonly label: string;
  readonly testId: string;
  readonly isPressed?: boolean;
  readonly onClick: () => void;
}

function Tool({ icon, label, testId, isPressed, onClick }: ToolProps) {
  return (
    <button type="button" className="tool" aria-label={label} title={label} data-testid={testId} aria-pressed={isPressed} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}
