import { useEffect, useMemo, useRef, useState } from 'react';
import { downloadBlob } from '../../export/downloadBlob';
import { exportFileName } from '../../export/exportFileName';
import type { Figure, FigureKind } from '../../export/figures/figure';
import { rasterise } from '../../export/figures/rasterise';
import type { FigureWanted } from '../../state/exportDialogs';
import { closeExportDialogs } from '../../state/exportDialogs';
import { figureOfBoardCurves, figureOfPanes } from '../../state/boardFigures';
import { figureOfTable, figureRecord } from '../../state/figures';
import { Icon } from '../../ui/Icon';
import { Segmented } from '../../ui/Segmented';
import { texts as common } from '../../ui/texts';
import { figureTexts as texts } from '../../ui/textsFigures';
import { useModal } from '../../ui/useModal';
import './export.css';

/** The board and the table are two places: a figure is of the one that is looked at. */
const KINDS: Readonly<Record<'board' | 'table', readonly FigureKind[]>> = { board: ['board', 'boardCurves'], table: ['map', 'curve', 'table'] };

type Scale = '1' | '2' | '3';

function draw(kind: FigureKind, layerId: string, paneId: string | null): Figure {
  if (kind === 'board') return figureOfPanes(paneId);
  return kind === 'boardCurves' ? figureOfBoardCurves() : figureOfTable(kind, layerId);
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Its address lives as long as it is shown. */
function Preview({ figure }: { figure: Figure }) {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([figure.svg], { type: 'image/svg+xml' }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [figure]);
  return (
    // In the order of tabs, so that the keyboard can scroll it.
    <div className="figure-preview" tabIndex={0} role="group" aria-label={texts.preview}>
      {address && <img src={address} width={figure.width} height={figure.height} alt={figure.caption} data-testid="figure-preview" />}
    </div>
  );
}

function Buttons({ figure, scale, fileName, say }: { figure: Figure; scale: Scale; fileName: (extension: 'png' | 'svg') => string; say: (text: string) => void }) {
  const attempt = (act: () => Promise<string | null>) => () =>
    void act().then(
      (said) => said !== null && say(said),
      (error: unknown) => say(messageOf(error)),
    );
  const savePng = async () => {
    downloadBlob(await rasterise(figure, Number(scale)), fileName('png'));
    return null;
  };
  const saveSvg = () => {
    downloadBlob(new Blob([figure.svg], { type: 'image/svg+xml' }), fileName('svg'));
    return Promise.resolve(null);
  };
  const copying = (write: () => Promise<void>, done: string) => () =>
    write().then(
      () => done,
      (error: unknown) => texts.notCopied(messageOf(error)),
    );
  // The item takes the promise: some browsers allow the clipboard only while the click is being handled.
  const copyImage = copying(() => navigator.clipboard.write([new ClipboardItem({ 'image/png': rasterise(figure, Number(scale)) })]), texts.imageCopied);
  const copyCaption = copying(() => navigator.clipboard.writeText(figure.caption), texts.captionCopied);
  return (
    <div className="sheet-buttons">
      <button type="button" className="action" data-testid="figure-png" onClick={attempt(savePng)}>
        PNG
      </button>
      <button type="button" className="action" data-testid="figure-svg" onClick={attempt(saveSvg)}>
        SVG
      </button>
      <button type="button" className="quiet-action" data-testid="figure-copy" onClick={attempt(copyImage)}>
        {texts.copyImage}
      </button>
      <button type="button" className="quiet-action" data-testid="figure-caption" onClick={attempt(copyCaption)}>
        {texts.copyCaption}
      </button>
    </div>
  );
}

/** What is drawn, how large, and what becomes of it. */
export function FigureDialog({ wanted }: { wanted: FigureWanted }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [record] = useState(figureRecord);
  const mapped = useMemo(() => record?.layers.filter(({ map }) => map !== null) ?? [], [record]);
  const [kind, setKind] = useState<FigureKind>(wanted.kind);
  const [layerId, setLayerId] = useState(wanted.layerId ?? mapped.at(-1)?.info.id ?? '');
  const [scale, setScale] = useState<Scale>('2');
  const [said, setSaid] = useState('');
  useModal(dialog);
  const made = useMemo(() => {
    try {
      return { figure: draw(kind, layerId, wanted.paneId), error: null };
    } catch (error) {
      return { figure: null, error: messageOf(error) };
    }
  }, [kind, layerId, wanted.paneId]);
  const isBoard = wanted.kind === 'board' || wanted.kind === 'boardCurves';
  const layer = mapped.find(({ info }) => info.id === layerId);
  const fileName = (extension: 'png' | 'svg') =>
    isBoard
      ? `pixelsieve-board${kind === 'boardCurves' ? '-curves' : ''}.${extension}`
      : exportFileName(record?.model.id ?? '', `${record?.picture.name.replace(/\.[a-z0-9]{1,5}$/i, '') ?? ''}-${kind === 'map' ? (layer?.info.title ?? '') : kind}`, extension);
  const { figure } = made;
  const pixels = figure && texts.megapixels(Math.round(figure.width * Number(scale)), Math.round(figure.height * Number(scale)));
  return (
    <dialog ref={dialog} className="sheet figure-sheet" data-testid="figure-dialog" aria-label={texts.title} onClose={closeExportDialogs}>
      <div className="sheet-body">
        <header className="sheet-head">
          <h2>{texts.title}</h2>
          <button type="button" className="tool" aria-label={common.close} data-testid="figure-close" onClick={() => dialog.current?.close()}>
            <Icon name="close" />
          </button>
        </header>
        <div className="figure-choices">
          {wanted.paneId === null && (
            <Segmented
              label={texts.what}
              testId="figure-kind"
              value={kind}
              options={KINDS[isBoard ? 'board' : 'table'].map((value) => ({ value, label: texts.kinds[value] }))}
              onChange={setKind}
            />
          )}
          {kind === 'map' && (
            <label className="field">
              <span className="field-label">{texts.layer}</span>
              <select className="number-input" data-testid="figure-layer" value={layerId} onChange={(event) => setLayerId(event.target.value)}>
                {mapped.map(({ info }) => (
                  <option key={info.id} value={info.id}>{`${info.depth} ${info.title}`}</option>
                ))}
              </select>
            </label>
          )}
          <Segmented
            label={texts.scale}
            testId="figure-scale"
            value={scale}
            options={(['1', '2', '3'] as const).map((value) => ({ value, label: texts.scales[value] }))}
            onChange={setScale}
          />
        </div>
        {figure ? <Preview figure={figure} /> : <p role="alert">{made.error}</p>}
        {figure && <Buttons figure={figure} scale={scale} fileName={fileName} say={setSaid} />}
        <p className="field-help" role="status" data-testid="figure-says">
          {said || pixels}
        </p>
      </div>
    </dialog>
  );
}
