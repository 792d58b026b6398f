import { useEffect, useRef } from 'react';
import { fedRange } from '../../core/modelChoices';
import { useApp } from '../../state/store';
import { fedRangeText, modelTexts as texts } from '../../ui/textsModels';
import { createFedPrint } from '../../views/fedPrint';

/** The picture after range and channel order: what the choices below do is seen here. */
export function FedPrint() {
  const picture = useApp((state) => state.fitted?.picture ?? null);
  const input = useApp((state) => state.model?.card.input ?? null);
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<ReturnType<typeof createFedPrint> | null>(null);
  useEffect(() => {
    if (!host.current) return;
    const created = createFedPrint(host.current);
    view.current = created;
    return () => created.destroy();
  }, []);
  useEffect(() => {
    if (picture && input) view.current?.update({ picture, input });
  }, [picture, input]);
  const range = input && fedRange(input);
  return (
    <figure className="fed">
      <div className="fed-print" ref={host} data-testid="fed-print" />
      <figcaption>
        {texts.fedAs}
        <span className="fed-scale" aria-hidden="true" />
        <span className="fed-range">{range ? fedRangeText(range.least, range.most) : ''}</span>
      </figcaption>
    </figure>
  );
}
