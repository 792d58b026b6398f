import { useRef } from 'react';
import { contentOf, readBoard, useBoard } from '../../state/board/boardStore';
import { readBoardView, useBoardView } from '../../state/board/boardView';
import type { ScaleGroup } from '../../state/board/paneReading';
import { scaleGroups, shownMean, valueAtPlace } from '../../state/board/paneReading';
import { useApp } from '../../state/store';
import { boardTexts } from '../../ui/textsBoard';
import { drawingScale } from '../../ui/typeScale';
import { useBoxSize } from '../../ui/useBoxSize';
import type { PaneProfileOptions } from '../../views/paneProfile';
import { createPaneProfile } from '../../views/paneProfile';
import { writeValue } from '../../views/valueTicks';
import { useFactory } from './useFactory';

const HEIGHT = 100;

function columnsNow({ panes, numbers, reading }: ScaleGroup): PaneProfileOptions['columns'] {
  const { place, paneId } = readBoardView();
  return panes.flatMap((pane, i) => {
    const content = contentOf(readBoard(), pane);
    if (!content) return [];
    return [{ id: pane.id, number: numbers[i]!, value: valueAtPlace(content, reading, place), mean: shownMean(content, reading), isPointed: pane.id === paneId && place !== null }];
  });
}

/** The place that is pointed at, read in every map: a chart for every quantity. */
export function ProfileStrip() {
  const runs = useBoard((board) => board.runs);
  const panes = useBoard((board) => board.panes);
  const view = useApp((state) => state.view);
  const hasPlace = useBoardView((state) => state.place !== null);
  const groups = scaleGroups({ runs, panes }, view);
  return (
    <section className="board-profile" data-testid="board-profile" aria-label={boardTexts.profileTitle}>
      <p className="board-hint">{hasPlace ? boardTexts.profileTitle : boardTexts.profileHint}</p>
      <div className="board-profiles">
        {groups.map((group) => (
          <GroupProfile key={group.key} group={group} />
        ))}
      </div>
    </section>
  );
}

function GroupProfile({ group }: { group: ScaleGroup }) {
  const box = useRef<HTMLDivElement>(null);
  const { width } = useBoxSize(box);
  const { reading } = group;
  const scale = drawingScale();
  const height = HEIGHT * scale;
  const { host } = useFactory(createPaneProfile, (): PaneProfileOptions => ({
    width: Math.max(60, width), height, scale, columns: columnsNow(group), table: reading.table, domain: readBoardView().domains.get(group.key) ?? null, units: reading.units, signed: reading.signed,
  }));
  return (
    <div className="group-profile" ref={box} style={{ flexGrow: group.panes.length }}>
      <div ref={host} style={{ height }} />
      <ProfileWords group={group} />
    </div>
  );
}

/** The same for those who do not see the chart. */
function ProfileWords({ group }: { group: ScaleGroup }) {
  useBoardView((state) => state.place);
  const values = columnsNow(group).filter(({ value }) => value !== null);
  return (
    <p className="visually-hidden" aria-live="polite" data-testid={`profile-${group.key}`}>
      {values.map(({ number, value }) => `${boardTexts.pane(number)}: ${writeValue(value!, group.reading.units, group.reading.signed)}`).join('; ')}
    </p>
  );
}
