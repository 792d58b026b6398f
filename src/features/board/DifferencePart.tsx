import { useMemo, useRef } from 'react';
import { fixed } from '../../core/writtenNumber';
import type { Difference } from '../../records/difference';
import { difference } from '../../records/difference';
import { cellAt, placeInPicture, placeInSeen } from '../../records/picturePlace';
import type { RunRecord } from '../../records/runRecord';
import type { Pane } from '../../state/board/boardStore';
import { contentOf, useBoard } from '../../state/board/boardStore';
import { pointAtPlace, readBoardView } from '../../state/board/boardView';
import { differenceReading } from '../../state/board/paneReading';
import type { MapReading } from '../../state/mapReading';
import { mapReading } from '../../state/mapReading';
import { useApp } from '../../state/store';
import { texts } from '../../ui/texts';
import { boardTexts, whyNoDifference } from '../../ui/textsBoard';
import { useBoxSize } from '../../ui/useBoxSize';
import type { Domain } from '../../views/colourScale';
import { createLargeMap } from '../../views/largeMap';
import { createLegend } from '../../views/legend';
import { sharedDomain } from '../../views/sharedDomain';
import { formatValue, writeValue } from '../../views/valueTicks';
import { useFactory } from './useFactory';

/** A less B, where both say the same of the same; else why not. */
export function DifferencePart({ a, b }: { a: Pane; b: Pane }) {
  const contentA = useBoard((board) => board.runs.get(a.runKey));
  const contentB = useBoard((board) => board.runs.get(b.runKey));
  const view = useApp((state) => state.view);
  const result = useMemo(() => {
    const sides = ([[a, contentA], [b, contentB]] as const).map(([pane, run]) => run && contentOf({ runs: new Map([[run.key, run]]) }, pane));
    const compared = sides.map((side) => (side?.run.record && side.layer ? { record: side.run.record, layer: side.layer } : null));
    const [left, right] = compared;
    if (!left || !right || !contentA) return null;
    const reading = mapReading(contentA.spec.metric, view);
    return { ...difference(left, right, reading.isRelative), reading: differenceReading(reading), recordA: left.record };
  }, [a, b, contentA, contentB, view]);
  if (!result) return <p className="pair-why">{boardTexts.notYet}</p>;
  if ('incomparable' in result) {
    return (
      <p className="pair-why" data-testid="no-difference" data-reason={result.incomparable.reason}>
        {whyNoDifference(result.incomparable)} {boardTexts.slideOnly}
      </p>
    );
  }
  return <DifferenceMap difference={result.difference} reading={result.reading} recordA={result.recordA} paneA={a.id} />;
}

interface DifferenceMapProps {
  readonly difference: Difference;
  readonly reading: MapReading;
  readonly recordA: RunRecord;
  readonly paneA: string;
}

function DifferenceMap({ difference: { map, isOnGridOfA, isResampled, region, ...numbers }, reading, recordA, paneA }: DifferenceMapProps) {
  const domain = useMemo(() => sharedDomain([{ values: map.values, offset: 0, include: [] }], reading.domainShape), [map, reading]);
  const isAllOfA = (['x', 'y', 'width', 'height'] as const).every((key) => region[key] === recordA.picture.crop[key]) && recordA.model.input.fit !== 'letterbox';
  const seen = isAllOfA ? recordA.picture.seen : null;
  const options = () => {
    const { place } = readBoardView();
    // Without the picture, pixels are the difference's own cells.
    const frame = seen ?? map;
    const inFrame = place && (isAllOfA ? placeInSeen(recordA, place) : placeInRegion(place, region, recordA));
    return {
      picture: seen, map, table: reading.table, domain, offset: 0, unsettled: 0, units: reading.units, signed: true,
      pixel: inFrame && cellAt(inFrame, frame), foreground: { mask: null, points: null },
    };
  };
  const { host } = useFactory(
    (element) =>
      createLargeMap(element, options(), {
        isAmongMany: true,
        onPixel: (pixel) => pointAtPlace(pixel && seen ? placeInPicture(recordA, { x: (pixel.x + 0.5) / seen.width, y: (pixel.y + 0.5) / seen.height }) : null, paneA),
      }),
    options,
  );
  const write = (value: number) => writeValue(value, reading.units, true);
  return (
    <div className="pair-body" data-testid="difference">
      <div className="pair-stage" ref={host} role="img" aria-label={boardTexts.differenceMode} style={{ ['--aspect' as string]: isAllOfA ? recordA.model.input.width / recordA.model.input.height : region.width / region.height }} />
      <div className="pair-words">
        <DifferenceLegend reading={reading} domain={domain} />
        <dl className="large-figures">
          <dt>{boardTexts.meanDifference}</dt>
          <dd data-testid="difference-mean">{write(numbers.mean)}</dd>
          <dt>{boardTexts.percentilesOfDifference}</dt>
          <dd data-testid="difference-spread">{`${formatValue(numbers.p10, reading.units, true)} … ${write(numbers.p90)}`}</dd>
          <dt>{boardTexts.correlation}</dt>
          <dd data-testid="difference-correlation">{numbers.correlation === null ? boardTexts.constant : fixed(numbers.correlation, 3)}</dd>
        </dl>
        {isResampled && <p className="board-note">{boardTexts.resampled(map.width, map.height)}</p>}
        {!isOnGridOfA && !isAllOfA && <p className="board-note">{boardTexts.partOnly}</p>}
      </div>
    </div>
  );
}

function placeInRegion({ x, y }: { readonly x: number; readonly y: number }, region: Difference['region'], { picture }: RunRecord) {
  return { x: (x * picture.width - region.x) / region.width, y: (y * picture.height - region.y) / region.height };
}

function DifferenceLegend({ reading, domain }: { reading: MapReading; domain: Domain | null }) {
  const box = useRef<HTMLDivElement>(null);
  const { width } = useBoxSize(box);
  const { host } = useFactory(createLegend, () => ({
    orientation: 'flat' as const, length: Math.max(1, width), margin: 1, table: reading.table, domain, units: reading.units, signed: true,
    lowWord: boardTexts.lessInA, highWord: boardTexts.moreInA, marked: null,
  }));
  return (
    <div className="board-legend" ref={box}>
      <p className="figure-label">{boardTexts.differenceName(reading.symbol, reading.units === 'raw' ? texts.ownUnits : reading.units)}</p>
      <div ref={host} />
    </div>
  );
}
