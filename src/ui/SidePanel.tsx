import type { ReactNode } from 'react';
import { useEffect, useRef } from 'react';
import { Icon } from './Icon';
import { texts } from './texts';

interface SidePanelProps {
  readonly title: string;
  readonly testId: string;
  readonly className?: string;
  readonly closeTestId: string;
  /** Test id of the button that opens it, which gets the focus back. */
  readonly openerTestId: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Beside the table, without a veil: what is changed in it is seen at once. Mounted while it is open. */
export function SidePanel({ title, testId, className = '', closeTestId, openerTestId, onClose, children }: SidePanelProps) {
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.focus(), []);
  const close = () => {
    onClose();
    document.querySelector<HTMLElement>(`[data-testid="${openerTestId}"]`)?.focus();
  };
  return (
    <aside
      className={`drawer ${className}`}
      data-testid={testId}
      aria-label={title}
      tabIndex={-1}
      ref={panel}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        // Escape also cancels a run: not while it closes a panel.
        event.stopPropagation();
        event.nativeEvent.stopImmediatePropagation();
        close();
      }}
    >
      <header className="drawer-head">
        <h2>{title}</h2>
        <button type="button" className="tool" aria-label={texts.close} data-testid={closeTestId} onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      {children}
    </aside>
  );
}
