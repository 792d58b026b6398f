import type { PointerEvent } from 'react';
import { movePane, readBoard } from '../../state/board/boardStore';

/** A pane follows the pointer from place to place, by mouse, pen or finger; the others make room. */
export function paneDrag(paneId: string, onMoved: (to: number) => void) {
  return {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
      const over = document
        .elementsFromPoint(event.clientX, event.clientY)
        .find((element): element is HTMLElement => element instanceof HTMLElement && element.dataset['paneId'] !== undefined);
      const { panes } = readBoard();
      const to = panes.findIndex(({ id }) => id === over?.dataset['paneId']);
      const from = panes.findIndex(({ id }) => id === paneId);
      if (to < 0 || to === from) return;
      movePane(paneId, to);
      onMoved(to);
    },
  };
}
