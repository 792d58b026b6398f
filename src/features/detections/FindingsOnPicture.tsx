import type { CSSProperties } from 'react';
import { useEffect, useRef } from 'react';
import type { Detection, Segmentation } from '../../engine/protocol';
import { selectDrawnMask } from '../../state/foreground';
import { useForegroundTools } from '../../state/foregroundTools';
import { chooseFinding, findingAt, pointAtFinding, useFindings } from '../../state/detections';
import { useApp } from '../../state/store';
import { detectionLabel, findingAction } from '../../ui/textsFindings';
import { createClassMask } from '../../views/classMask';
import { classColour } from './classColours';
import './findings.css';

/** Farther than this, in CSS pixels, a press is a drag and chooses nothing. */
const CLICK_REACH = 4;

/**
 * Frames and masks over what the network sees. They let the pointer through, so that the cross-hair goes on under them; clicks
 * are read where they arrive, from the view that holds both.
 */
export function FindingsOnPicture() {
  const host = useRef<HTMLDivElement>(null);
  const findings = useFindings((state) => state.findings);
  const isEditing = useForegroundTools((tools) => tools.isEditing);
  const isShown = findings !== null && !isEditing;
  usePointing(host, isShown);
  return (
    <div className="findings-sheet" ref={host} data-testid="findings-on-picture">
      {isShown && findings.kind === 'detections' && findings.detections.map((detection, index) => <Frame key={index} {...{ detection, index }} />)}
      {isShown && findings.kind === 'segmentation' && <Mask segmentation={findings.segmentation} />}
    </div>
  );
}

/** Follows the pointer over the view that the sheet lies on. */
function usePointing(host: React.RefObject<HTMLDivElement | null>, isOn: boolean): void {
  useEffect(() => {
    const view = host.current?.closest<HTMLElement>('.picture-view');
    if (!view || !isOn) return;
    let pressed: PointerEvent | null = null;
    const at = (event: MouseEvent) => {
      const { findings, fitted } = useFindings.getState();
      const frame = host.current?.getBoundingClientRect();
      if (!frame || !fitted) return null;
      const x = ((event.clientX - frame.left) / frame.width) * fitted.picture.width;
      const y = ((event.clientY - frame.top) / frame.height) * fitted.picture.height;
      return findingAt(findings, x, y);
    };
    const move = (event: PointerEvent) => {
      const index = at(event);
      pointAtFinding(index);
      view.classList.toggle('is-over-finding', index !== null);
    };
    const leave = () => {
      pointAtFinding(null);
      view.classList.remove('is-over-finding');
    };
    const down = (event: PointerEvent) => (pressed = event);
    const click = (event: MouseEvent) => {
      const moved = pressed ? Math.hypot(event.clientX - pressed.clientX, event.clientY - pressed.clientY) : 0;
      const index = at(event);
      // A frame's own button has answered the keyboard already.
      if (index === null || moved > CLICK_REACH || (event.target as Element).closest('button')) return;
      chooseFinding(index);
    };
    view.addEventListener('pointermove', move);
    view.addEventListener('pointerleave', leave);
    view.addEventListener('pointerdown', down);
    view.addEventListener('click', click);
    return () => {
      leave();
      view.removeEventListener('pointermove', move);
      view.removeEventListener('pointerleave', leave);
      view.removeEventListener('pointerdown', down);
      view.removeEventListener('click', click);
    };
  }, [host, isOn]);
}

function Frame({ detection, index }: { detection: Detection; index: number }) {
  const size = useFindings((state) => state.fitted?.picture ?? null);
  const drawn = useApp(selectDrawnMask);
  const isChosen = useFindings((state) => state.chosen?.index === index && state.chosen.mask === drawn);
  const isPointedAt = useFindings((state) => state.pointedAt === index);
  if (!size) return null;
  const { x0, y0, x1, y1 } = detection.box;
  const label = detectionLabel(detection.label, detection.score);
  const style: CSSProperties = {
    left: `${(100 * x0) / size.width}%`,
    top: `${(100 * y0) / size.height}%`,
    width: `${(100 * (x1 - x0)) / size.width}%`,
    height: `${(100 * (y1 - y0)) / size.height}%`,
  };
  return (
    <button
      type="button"
      className={`detection ${isChosen ? 'is-chosen' : ''} ${isPointedAt ? 'is-pointed-at' : ''} ${y0 < 0.07 * size.height ? 'is-at-top' : ''} ${x0 > 0.6 * size.width ? 'is-at-right' : ''}`}
      data-testid={`detection-frame-${index}`}
      style={style}
      aria-label={findingAction(label)}
      aria-pressed={isChosen}
      onClick={() => chooseFinding(index)}
      onFocus={() => pointAtFinding(index)}
      onBlur={() => pointAtFinding(null)}
    >
      <span className="detection-tag">{isChosen || isPointedAt ? label : detection.label}</span>
    </button>
  );
}

function Mask({ segmentation }: { segmentation: Segmentation }) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<ReturnType<typeof createClassMask> | null>(null);
  const emphasised = useFindings((state) => state.pointedAt);
  useEffect(() => {
    if (!host.current) return;
    const created = createClassMask(host.current);
    view.current = created;
    return () => created.destroy();
  }, []);
  useEffect(() => {
    const { width, height, classOfPixel } = segmentation;
    view.current?.update({ width, height, classOfPixel, emphasised, colourOf: classColour });
  }, [segmentation, emphasised]);
  return <div className="class-mask-host" data-testid="class-mask" ref={host} />;
}
