import type { PointerEvent as ReactPointerEvent } from 'react';
import { movePane, readBoard } from '../../state/board/boardStore';

/** Where the pane that lies under the pointer stands; -1 where none does. */
function placeUnder({ clientX, clientY }: PointerEvent): number {
  const over = document
    .elementsFromPoint(clientX, clientY)
    .find((element): element is HTMLElement => element instanceof HTMLElement && element.dataset['paneId'] !== undefined);
  return readBoard().panes.findIndex(({ id }) => id === over?.dataset['paneId']);
}

/** A pane follows the pointer from place to place, by mouse, pen or finger; the others make room. */
export function paneDrag(paneId: string, onMoved: (to: number) => void) {
  return {
    onPointerDown({ button, pointerId }: ReactPointerEvent<HTMLElement>) {
      if (button !== 0) return;
      const onMove = (event: PointerEvent) => {
        if (event.pointerId !== pointerId) return;
        const to = placeUnder(event);
        const from = readBoard().panes.findIndex(({ id }) => id === paneId);
        if (to < 0 || from < 0 || to === from) return;
        movePane(paneId, to);
        onMoved(to);
      };
      const onEnd = (event: PointerEvent) => {
        if (event.pointerId !== pointerId) return;
        window.removeEventListener('pointermove', onMove);
        window.removeEventListener('pointerup', onEnd);
        window.removeEventListener('pointercancel', onEnd);
      };
      // Not by capture: a handle that is moved in the document loses it.
      window.addEventListener('pointermove', onMove);
      window.addEventListener('pointerup', onEnd);
      window.addEventListener('pointercancel', onEnd);
    },
  };
}
