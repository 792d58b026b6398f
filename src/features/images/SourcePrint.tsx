import { useEffect, useRef } from 'react';
import { openCrop, useCrop } from '../../state/crop';
import { useApp } from '../../state/store';
import { texts } from '../../ui/texts';
import { pictureTexts } from '../../ui/textsPictures';
import { createSourcePrint } from '../../views/sourcePrint';
import { CropTool } from './CropTool';

/** The picture as it came: small, with the network's window marked; or large, to move that window. */
export function SourcePrint() {
  const isCropping = useCrop((state) => state.isOpen);
  const button = useRef<HTMLButtonElement>(null);
  const wasCropping = useRef(isCropping);
  useEffect(() => {
    // The tool had the focus and is gone.
    if (wasCropping.current && !isCropping) button.current?.focus();
    wasCropping.current = isCropping;
  }, [isCropping]);
  return (
    <div className={`source ${isCropping ? 'is-cropping' : ''}`}>
      {isCropping ? <CropTool /> : <Print />}
      <Facts cropButton={button} />
    </div>
  );
}

function Print() {
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
  return (
    <button type="button" className="source-field" tabIndex={-1} disabled={!picture || !crop} title={pictureTexts.crop} onClick={openCrop}>
      <div className="source-print" ref={host} data-testid="source-print" role="img" aria-label={`${texts.asDropped}: ${picture?.opened.name ?? ''}`} />
    </button>
  );
}

function Facts({ cropButton }: { cropButton: React.RefObject<HTMLButtonElement | null> }) {
  const picture = useApp((state) => state.picture);
  const crop = useApp((state) => state.fitted?.crop ?? null);
  const isCropping = useCrop((state) => state.isOpen);
  const isCropped = picture && crop && (crop.width < picture.opened.width || crop.height < picture.opened.height);
  return (
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
      {picture?.opened.notes.map((note) => (
        <dd key={note} className="source-note" data-testid="picture-note">
          {note}
        </dd>
      ))}
      {isCropped && !isCropping && <dd className="source-note">{texts.cropNote}</dd>}
      {!isCropping && (
        <dd className="source-deed">
          <button ref={cropButton} type="button" className="quiet" data-testid="open-crop" disabled={!crop} onClick={openCrop}>
            {pictureTexts.crop}
          </button>
        </dd>
      )}
    </dl>
  );
}
