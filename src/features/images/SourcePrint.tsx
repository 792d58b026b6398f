import { useEffect, useRef } from 'react';
import { useApp } from '../../state/store';
import { texts } from '../../ui/texts';
import { createSourcePrint } from '../../views/sourcePrint';

export function SourcePrint() {
  const picture = useApp((state) => state.picture);
  const crop = useApp((state) => state.fitted?.crop ?? null);
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<ReturnType<typeof createSourcePrint> | null>(null);
  useEffect(() => {
    if (!host.current) return;
    const created = createSourcePrint(host.current);
    view.current = created;
    return () => created.destroy();
  }, []);
  useEffect(() => {
    if (picture) view.current?.update({ bitmap: picture.opened.bitmap, crop });
  }, [picture, crop]);
  const isCropped = picture && crop && (crop.width < picture.opened.width || crop.height < picture.opened.height);
  return (
    <div className="source">
      <div className="source-field">
        <div className="source-print" ref={host} data-testid="source-print" role="img" aria-label={`${texts.asDropped}: ${picture?.opened.name ?? ''}`} />
      </div>
      <dl className="source-facts">
        <dt>{texts.asDropped}</dt>
        <dd className="source-name">{picture?.opened.name ?? '–'}</dd>
        <dd>{picture ? `${picture.opened.width} × ${picture.opened.height} px` : '\u00a0'}</dd>
        {picture?.trueLabel && (
          <>
            <dt>{texts.trueLabel}</dt>
            <dd data-testid="true-label">{picture.trueLabel}</dd>
          </>
        )}
        {isCropped && <dd className="source-note">{texts.cropNote}</dd>}
      </dl>
    </div>
  );
}
