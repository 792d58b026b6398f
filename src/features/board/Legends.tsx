import { useRef } from 'react';
import { readBoard, useBoard } from '../../state/board/boardStore';
import { readBoardView } from '../../state/board/boardView';
import type { ScaleGroup } from '../../state/board/paneReading';
import { scaleGroups, valueAtPlace } from '../../state/board/paneReading';
import { contentOf } from '../../state/board/boardStore';
import { useApp } from '../../state/store';
import { texts } from '../../ui/texts';
import { boardTexts } from '../../ui/textsBoard';
import { useBoxSize } from '../../ui/useBoxSize';
import type { LegendOptions } from '../../views/legend';
import { createLegend } from '../../views/legend';
import { useFactory } from './useFactory';

/** "1–3, 5" */
export function ranges(numbers: readonly number[]): string {
  const parts: [number, number][] = [];
  for (const number of numbers) {
    const last = parts.at(-1);
    if (last?.[1] === number - 1) last[1] = number;
    else parts.push([number, number]);
  }
  return parts.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)).join(', ');
}

/** The scales of the board: one where all maps have the same quantity. */
export function Legends() {
  const runs = useBoard((board) => board.runs);
  const panes = useBoard((board) => board.panes);
  const view = useApp((state) => state.view);
  const groups = scaleGroups({ runs, panes }, view);
  const hasAttributions = groups.some(({ reading }) => reading.units === 'raw');
  return (
    <section className="board-legends" data-testid="board-legends">
      {groups.map((group) => (
        <GroupLegend key={group.key} group={group} isOnly={groups.length === 1} />
      ))}
      {(groups.length > 1 || hasAttributions) && (
        <p className="board-note">
          {groups.length > 1 && boardTexts.severalScales} {hasAttributions && boardTexts.attributionScale}
        </p>
      )}
    </section>
  );
}

function optionsNow({ key, reading, panes }: ScaleGroup, length: number): LegendOptions {
  const { place, paneId, domains } = readBoardView();
  const pointed = panes.find(({ id }) => id === paneId);
  const content = pointed && contentOf(readBoard(), pointed);
  return {
    orientation: 'flat',
    length,
    margin: 1,
    table: reading.table,
    domain: domains.get(key) ?? null,
    units: reading.units,
    signed: reading.signed,
    lowWord: reading.lowWord,
    highWord: reading.highWord,
    marked: content ? valueAtPlace(content, reading, place) : null,
  };
}

function GroupLegend({ group, isOnly }: { group: ScaleGroup; isOnly: boolean }) {
  const box = useRef<HTMLDivElement>(null);
  const { width } = useBoxSize(box);
  const { reading, numbers } = group;
  const { host } = useFactory(createLegend, () => optionsNow(group, Math.max(1, width)));
  return (
    <div className="board-legend" ref={box} data-testid={`board-legend-${group.key}`}>
      <p className="figure-label">
        <span>{`${reading.name}, ${reading.units === 'raw' ? texts.ownUnits : reading.units}`}</span>
        {!isOnly && <span>{boardTexts.legendOf(ranges(numbers))}</span>}
      </p>
      <div ref={host} />
    </div>
  );
}
