import { useRef } from 'react';
import type { CurveLayers } from '../../state/board/boardStore';
import { setCurveLayers, useBoard } from '../../state/board/boardStore';
import { toggleRun, useBoardView, writeBoardView } from '../../state/board/boardView';
import type { CurveGroup } from '../../state/board/curveReading';
import { curveGroups } from '../../state/board/curveReading';
import { useApp } from '../../state/store';
import { setView } from '../../state/viewActions';
import { Segmented } from '../../ui/Segmented';
import { texts } from '../../ui/texts';
import { boardTexts } from '../../ui/textsBoard';
import { drawingScale } from '../../ui/typeScale';
import { useBoxSize } from '../../ui/useBoxSize';
import { createOverlaidCurves, curveMark } from '../../views/overlaidCurves';
import { useFactory } from './useFactory';
import { usePaneRuns } from './usePaneRuns';

const HEIGHT = 300;

/** Every run against relative depth, over each other: a chart for every quantity. */
export function BoardCurves() {
  const runs = usePaneRuns();
  const curveLayers = useBoard((board) => board.curveLayers);
  const view = useApp((state) => state.view);
  const groups = curveGroups(runs, view);
  return (
    <section className="board-curves" data-testid="board-curves">
      <header className="board-section-head">
        <h2>{boardTexts.curvesTitle}</h2>
        <Segmented<CurveLayers>
          label={boardTexts.curveLayers}
          testId="curve-layers"
          value={curveLayers}
          options={[
            { value: 'panes', label: boardTexts.curveOfPanes },
            { value: 'auto', label: boardTexts.curveAuto },
            { value: 'all', label: boardTexts.curveAll },
          ]}
          onChange={setCurveLayers}
        />
        <label className="toggle">
          <input type="checkbox" data-testid="board-running-maximum" checked={view.runningMaximum} onChange={(event) => setView({ runningMaximum: event.target.checked })} />
          <span>{boardTexts.runningMaximum}</span>
        </label>
      </header>
      <div className="curve-groups">
        {groups.map((group) => (
          <GroupCurves key={group.key} group={group} />
        ))}
      </div>
      <p className="board-hint">{boardTexts.bandsNote}</p>
    </section>
  );
}

function GroupCurves({ group: { reading, curves } }: { group: CurveGroup }) {
  const box = useRef<HTMLDivElement>(null);
  const { width } = useBoxSize(box);
  const hidden = useBoardView((view) => view.hiddenRuns);
  const pointed = useBoardView((view) => view.pointedRun);
  const runningMaximum = useApp((state) => state.view.runningMaximum);
  const units = reading.units === 'raw' ? texts.ownUnits : reading.units;
  const scale = drawingScale();
  const height = HEIGHT * scale;
  const { host } = useFactory(
    (element) => createOverlaidCurves(element, { onPoint: (pointedRun) => writeBoardView({ pointedRun }) }),
    () => ({
      width: Math.max(200, width), height, scale, curves: curves.filter(({ key }) => !hidden.has(key)), units: reading.units, signed: reading.signed,
      runningMaximum, pointed, axisName: boardTexts.depthAxis,
    }),
  );
  return (
    <div className="curve-group" ref={box}>
      <h3 className="figure-label">{boardTexts.curveAxis(reading.name, units)}</h3>
      <ul className="series">
        {curves.map(({ key, style, label }) => (
          <li key={key}>
            <button
              type="button"
              className={`series-toggle${pointed === key ? ' is-pointed' : ''}`}
              aria-pressed={!hidden.has(key)}
              data-testid="series"
              onClick={() => toggleRun(key)}
              onPointerEnter={() => writeBoardView({ pointedRun: key })}
              onPointerLeave={() => writeBoardView({ pointedRun: null })}
              onFocus={() => writeBoardView({ pointedRun: key })}
              onBlur={() => writeBoardView({ pointedRun: null })}
            >
              <svg className={`series-${style}`} viewBox="-14 -8 28 16" width="28" height="16" aria-hidden="true">
                <path className="series-line" d="M-14 0H14" />
                <path className="series-mark" d={curveMark(style)} />
              </svg>
              {label}
            </button>
          </li>
        ))}
      </ul>
      <div ref={host} role="img" aria-label={boardTexts.curvesLabel(reading.name, curves.length)} style={{ height }} />
    </div>
  );
}
