import type { ReactNode } from 'react';
import { useEffect, useId, useRef, useState } from 'react';
import { Icon } from './Icon';

interface PopoverProps {
  /** What the button is about, above its value. */
  readonly caption: string;
  readonly value: ReactNode;
  readonly testId: string;
  readonly className?: string;
  readonly align?: 'start' | 'end';
  /** Gets a function that closes the panel and gives the focus back. */
  readonly children: (close: () => void) => ReactNode;
}

/** A button that opens a panel below it; Escape, a click elsewhere or leaving it with Tab closes it. */
export function Popover({ caption, value, testId, className, align = 'start', children }: PopoverProps) {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const panelId = useId();
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };

  useEffect(() => {
    if (!isOpen) return;
    const onPointer = (event: PointerEvent) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', onPointer);
    return () => document.removeEventListener('pointerdown', onPointer);
  }, [isOpen]);

  return (
    <div
      className={`popover ${className ?? ''}`}
      ref={root}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !isOpen) return;
        // Escape also cancels a run: not while it closes a panel.
        event.stopPropagation();
        event.nativeEvent.stopImmediatePropagation();
        close();
      }}
      onBlur={(event) => {
        if (event.relatedTarget && !root.current?.contains(event.relatedTarget)) setOpen(false);
      }}
    >
      <button
        ref={button}
        type="button"
        className="choice"
        data-testid={testId}
        aria-expanded={isOpen}
        aria-controls={panelId}
        onClick={() => setOpen(!isOpen)}
      >
        <span className="choice-caption">{caption}</span>
        <span className="choice-value">
          {value}
          <Icon name="chevron" />
        </span>
      </button>
      {isOpen && (
        <div id={panelId} className={`panel panel-${align}`}>
          {children(close)}
        </div>
      )}
    </div>
  );
}
