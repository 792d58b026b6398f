import { useEffect, useRef, useState } from 'react';
import type { QuantityName } from '../core/quantityNames';
import { QUANTITY_NAMES } from '../core/quantityNames';
import { later } from './later';

const QuantityCard = later(async () => (await import('../features/quantities/QuantityCard')).QuantityCard);

interface Asked {
  readonly anchor: HTMLElement;
  readonly name: QuantityName;
  readonly layerId: string | undefined;
}

/** A pointer that only passes by asks for nothing. */
const HOVER_MS = 220;
const LEAVE_MS = 160;

function askedAt(target: EventTarget | null): Asked | null {
  const anchor = target instanceof Element ? target.closest<HTMLElement>('[data-quantity]') : null;
  const name = QUANTITY_NAMES.find((candidate) => candidate === anchor?.dataset['quantity']);
  return anchor && name ? { anchor, name, layerId: anchor.dataset['layer'] } : null;
}

/** Arrow keys walk through the quantities of a group, which Tab enters at its first. */
function walkGroup(event: KeyboardEvent, anchor: HTMLElement): void {
  const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  const group = anchor.closest('[data-quantity-group]');
  if (by === undefined || !group) return;
  const all = [...group.querySelectorAll<HTMLElement>('[data-quantity]')];
  const next = all[all.indexOf(anchor) + by];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/** One card for all quantities of the page: whichever is pointed at for a moment, has the focus, or was tapped. */
export function Quantities() {
  const [asked, setAsked] = useState<Asked | null>(null);
  const isOpen = useRef(false);
  isOpen.current = asked !== null;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    const after = (milliseconds: number, next: Asked | null) => {
      if (timer !== null) clearTimeout(timer);
      timer = setTimeout(() => setAsked((now) => (now?.anchor === next?.anchor ? now : next)), milliseconds);
    };
    const onOver = (event: PointerEvent) => {
      if (event.pointerType !== 'mouse') return;
      const next = askedAt(event.target);
      // A focused one stays while the pointer is elsewhere.
      if (next) after(HOVER_MS, next);
      else after(LEAVE_MS, askedAt(document.activeElement?.matches(':focus-visible') ? document.activeElement : null));
    };
    const onFocus = (event: FocusEvent) => {
      if (event.target instanceof Element && event.target.matches(':focus-visible')) after(0, askedAt(event.target));
    };
    const onBlur = () => after(LEAVE_MS, null);
    const onClick = (event: MouseEvent) => {
      const next = askedAt(event.target);
      if (next) after(0, next);
      else setAsked(null);
    };
    const onKey = (event: KeyboardEvent) => {
      const here = askedAt(event.target);
      if (here) walkGroup(event, here.anchor);
      if (event.key !== 'Escape' || !isOpen.current) return;
      // Escape also cancels a run and closes dialogs: not while it closes the card.
      event.preventDefault();
      event.stopImmediatePropagation();
      after(0, null);
    };
    document.addEventListener('pointerover', onOver);
    document.addEventListener('focusin', onFocus);
    document.addEventListener('focusout', onBlur);
    document.addEventListener('click', onClick);
    document.addEventListener('keydown', onKey, { capture: true });
    return () => {
      if (timer !== null) clearTimeout(timer);
      document.removeEventListener('pointerover', onOver);
      document.removeEventListener('focusin', onFocus);
      document.removeEventListener('focusout', onBlur);
      document.removeEventListener('click', onClick);
      document.removeEventListener('keydown', onKey, { capture: true });
    };
  }, []);
  if (!asked?.anchor.isConnected) return null;
  return <QuantityCard key={`${asked.name} ${asked.layerId}`} {...asked} />;
}
