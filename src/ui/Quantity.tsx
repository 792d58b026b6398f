import type { ReactNode } from 'react';
import type { QuantityName } from '../core/quantityNames';

interface QuantityProps {
  readonly name: QuantityName;
  /** Whose numbers stand in the formula; absent: the layer that is pointed at, or the first. */
  readonly layerId?: string | undefined;
  /** Reached by arrow keys within its group instead of by Tab. */
  readonly isInGroup?: boolean;
  readonly children: ReactNode;
}

/** A quantity that says what it is when it is pointed at, focused or tapped. The card that does so is the page's, one for all. */
export function Quantity({ name, layerId, isInGroup = false, children }: QuantityProps) {
  return (
    <button type="button" className="quantity" data-quantity={name} data-layer={layerId} tabIndex={isInGroup ? -1 : 0}>
      {children}
    </button>
  );
}
