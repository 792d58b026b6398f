import type { RefObject } from 'react';
import { useEffect } from 'react';

/**
 * Opens the dialog for as long as it is mounted. Browsers give the focus back where it was when a dialog is closed, not when it is
 * taken away: that is done here.
 */
export function useModal(dialog: RefObject<HTMLDialogElement | null>): void {
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, [dialog]);
}
