import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import type { QuantityName } from '../../core/quantityNames';
import { attributionMethod } from '../../core/spec';
import { quantityNumbers } from '../../state/quantityNumbers';
import { selectShownMetric } from '../../state/selectors';
import { useApp } from '../../state/store';
import { Formula } from '../../ui/Formula';
import type { FormulaName } from '../../ui/formulas';
import { quantityLines, quantityTexts } from '../../ui/textsQuantities';

const REFRESH_MS = 200;
const GAP = 8;
const CARD_ID = 'quantity-card';

function useFormulaOf(name: QuantityName): FormulaName | null {
  const method = useApp((state) => attributionMethod(selectShownMetric(state)));
  if (name === 'passes') return null;
  if (name === 'attribution') return method ?? 'gradient';
  return name === 'uncertainty' ? 'reconstruction' : name;
}

/** Under what it explains, or over it where there is no room; never beyond the window. */
function place(card: HTMLElement, anchor: HTMLElement) {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = card;
  const left = Math.max(GAP, Math.min(innerWidth - width - GAP, at.left + at.width / 2 - width / 2));
  const below = at.bottom + GAP;
  const top = below + height + GAP <= innerHeight ? below : Math.max(GAP, at.top - height - GAP);
  card.style.translate = `${Math.round(left)}px ${Math.round(top)}px`;
}

/** What the quantity is, its formula, and this run's numbers in it; they follow the run and the pointer. */
export function QuantityCard({ anchor, name, layerId }: { anchor: HTMLElement; name: QuantityName; layerId: string | undefined }) {
  const card = useRef<HTMLDivElement>(null);
  const formula = useFormulaOf(name);
  const [, refresh] = useState(0);
  const { title, sentence } = quantityTexts[name];
  const { layer, lines } = quantityNumbers(name, layerId);
  useEffect(() => {
    const timer = setInterval(() => refresh((count) => count + 1), REFRESH_MS);
    anchor.setAttribute('aria-describedby', CARD_ID);
    return () => {
      clearInterval(timer);
      anchor.removeAttribute('aria-describedby');
    };
  }, [anchor]);
  useLayoutEffect(() => {
    // In the browser's top layer: over dialogs too, and cut off by nothing that scrolls.
    if (card.current && !card.current.matches(':popover-open')) card.current.showPopover();
  }, []);
  useLayoutEffect(() => {
    if (card.current) place(card.current, anchor);
  });
  return createPortal(
    <div ref={card} id={CARD_ID} className="quantity-card" popover="manual" role="tooltip" data-testid="quantity-card" data-quantity-name={name}>
      <h3>{title}</h3>
      <p>{sentence}</p>
      {formula && <Formula name={formula} />}
      <section className="quantity-numbers">
        <h4>{quantityLines.inThisRun(layer)}</h4>
        {lines.map((line, i) => (
          <p key={i}>{line}</p>
        ))}
      </section>
    </div>,
    // What lies outside of an open dialog is out of reach for those who listen.
    anchor.closest('dialog') ?? document.body,
  );
}
