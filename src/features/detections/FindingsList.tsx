import type { FindingsKind } from '../../state/detections';
import { chooseFinding, pointAtFinding, useFindings } from '../../state/detections';
import { selectDrawnMask } from '../../state/foreground';
import { useApp } from '../../state/store';
import { findingAction, findingsTexts as texts, shareText } from '../../ui/textsFindings';
import { classColour } from './classColours';
import './findings.css';

interface Row {
  readonly index: number;
  readonly label: string;
  /** 0..1: the score of a detection, a class's share of the picture. */
  readonly share: number;
  readonly colour: string | null;
}

/** In the place of the predictions of networks that name the whole picture. */
export function FindingsList({ kind }: { kind: FindingsKind }) {
  const rows = useRows();
  const isSearching = useFindings((state) => state.isSearching);
  const error = useFindings((state) => state.error);
  return (
    <section className="predictions findings" data-testid="findings" aria-busy={rows === null}>
      <h2 className="label">{kind === 'detections' ? texts.detections : texts.segmentation}</h2>
      {error !== null && <p className="field-help">{error}</p>}
      {rows === null && error === null && <p className="field-help">{isSearching ? texts.searching : '\u00a0'}</p>}
      {rows?.length === 0 && <p className="field-help">{kind === 'detections' ? texts.noDetections : texts.noClasses}</p>}
      {rows && rows.length > 0 && (
        <>
          <ol>
            {rows.map((row) => (
              <FindingRow key={row.index} row={row} />
            ))}
          </ol>
          <p className="field-help">{kind === 'detections' ? texts.detectionsHint : texts.segmentationHint}</p>
        </>
      )}
    </section>
  );
}

function useRows(): readonly Row[] | null {
  const findings = useFindings((state) => state.findings);
  if (!findings) return null;
  if (findings.kind === 'detections') return findings.detections.map(({ label, score }, index) => ({ index, label, share: score, colour: null }));
  const { present, width, height } = findings.segmentation;
  return present.map(({ classIndex, label, pixels }) => ({ index: classIndex, label, share: pixels / (width * height), colour: classColour(classIndex) }));
}

function FindingRow({ row: { index, label, share, colour } }: { row: Row }) {
  const drawn = useApp(selectDrawnMask);
  const isChosen = useFindings((state) => state.chosen?.index === index && state.chosen.mask === drawn);
  const isPointedAt = useFindings((state) => state.pointedAt === index);
  return (
    <li>
      <button
        type="button"
        className={`finding ${isPointedAt ? 'is-pointed-at' : ''}`}
        data-testid={`finding-${index}`}
        aria-pressed={isChosen}
        aria-label={findingAction(`${label}, ${shareText(share)}`)}
        onClick={() => chooseFinding(index)}
        onPointerEnter={() => pointAtFinding(index)}
        onPointerLeave={() => pointAtFinding(null)}
        onFocus={() => pointAtFinding(index)}
        onBlur={() => pointAtFinding(null)}
      >
        <span className="prediction-label">
          {colour && <i className="class-swatch" style={{ background: colour }} />}
          {label}
        </span>
        <span className="prediction-track">
          <span className="prediction-bar" style={{ transform: `scaleX(${share})` }} />
        </span>
        <span className="prediction-share">{shareText(share)}</span>
      </button>
    </li>
  );
}
