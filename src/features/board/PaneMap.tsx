import type { KeyboardEvent } from 'react';
import { useEffect } from 'react';
import type { RunRecord } from '../../records/runRecord';
import { cellAt, placeInPicture, placeInSeen } from '../../records/picturePlace';
import type { Pane } from '../../state/board/boardStore';
import { contentOf, readBoard, useBoard } from '../../state/board/boardStore';
import { pointAtPlace, readBoardView, useBoardView, WHOLE_VIEW, writeBoardView } from '../../state/board/boardView';
import { paneDrawing, scaleGroupKey } from '../../state/board/paneReading';
import { mapReading } from '../../state/mapReading';
import { readApp } from '../../state/store';
import type { LargeMapOptions } from '../../views/largeMap';
import { createLargeMap } from '../../views/largeMap';
import { viewInPicture, viewInSeen } from './linkedView';
import { useFactory } from './useFactory';

const NO_FOREGROUND = { mask: null, points: null };
const ZOOM_STEP = 1.5;

const recordOf = (pane: Pane): RunRecord | null => contentOf(readBoard(), pane)?.run.record ?? null;

function optionsNow(pane: Pane): LargeMapOptions | null {
  const content = contentOf(readBoard(), pane);
  if (!content) return null;
  const { metric } = content.run.spec;
  const reading = mapReading(metric, readApp().view);
  const { place, domains } = readBoardView();
  const drawing = paneDrawing(pane, content, reading, domains.get(scaleGroupKey(metric)) ?? null);
  const { record } = content.run;
  const pixel = record && place && drawing.picture ? cellAt(placeInSeen(record, place), drawing.picture) : null;
  return { ...drawing, units: reading.units, signed: reading.signed, pixel, foreground: NO_FOREGROUND };
}

/** One cell of the map, or a step that is seen, in the direction of the arrow. */
function moveCrosshair(pane: Pane, across: number, down: number): void {
  const content = contentOf(readBoard(), pane);
  const { record } = content?.run ?? {};
  const grid = content?.layer?.map;
  if (!record || !grid) return;
  const { place } = readBoardView();
  const cell = (place && cellAt(placeInSeen(record, place), grid)) ?? { x: Math.floor(grid.width / 2) - across, y: Math.floor(grid.height / 2) - down };
  const next = { x: cell.x + across, y: cell.y + down };
  if (next.x < 0 || next.y < 0 || next.x >= grid.width || next.y >= grid.height) return;
  pointAtPlace(placeInPicture(record, { x: (next.x + 0.5) / grid.width, y: (next.y + 0.5) / grid.height }), pane.id);
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function zoomAll(factor: number): void {
  const { zoom, place } = readBoardView();
  const scale = Math.max(1, zoom.scale * factor);
  writeBoardView({ zoomedPane: null, zoom: scale === 1 ? WHOLE_VIEW : { ...(zoom.scale === 1 && place ? place : zoom), scale } });
}

function onKey(event: KeyboardEvent, pane: Pane): void {
  const arrow = ARROWS[event.key];
  if (arrow) moveCrosshair(pane, ...arrow);
  else if (event.key === '+' || event.key === '=') zoomAll(ZOOM_STEP);
  else if (event.key === '-') zoomAll(1 / ZOOM_STEP);
  else if (event.key === '0') writeBoardView({ zoom: WHOLE_VIEW, zoomedPane: null });
  else return;
  event.preventDefault();
}

/** A pane's map over its picture; zoom, movement and cross-hair are those of all panes. */
export function PaneMap({ pane, label, describedBy }: { pane: Pane; label: string; describedBy: string }) {
  const { host, made } = useFactory(
    (element) =>
      createLargeMap(element, optionsNow(pane)!, {
        isAmongMany: true,
        onPixel: (pixel) => {
          const record = recordOf(pane);
          const seen = record?.picture.seen;
          pointAtPlace(record && seen && pixel ? placeInPicture(record, { x: (pixel.x + 0.5) / seen.width, y: (pixel.y + 0.5) / seen.height }) : null, pane.id);
        },
        onView: (view) => writeBoardView({ zoom: viewInPicture(recordOf(pane), view), zoomedPane: pane.id }),
      }),
    () => optionsNow(pane),
  );
  // Where the picture is in what a network sees is known with the run's record.
  const isPlaced = useBoard(({ runs }) => runs.get(pane.runKey)?.record != null);
  useEffect(() => {
    const follow = () => made.current?.follow(viewInSeen(recordOf(pane), readBoardView().zoom));
    if (isPlaced && readBoardView().zoom.scale > 1) follow();
    return useBoardView.subscribe(({ zoom, zoomedPane }, before) => {
      if (zoom !== before.zoom && zoomedPane !== pane.id) follow();
    });
  }, [pane, made, isPlaced]);
  return (
    <div
      className="pane-map"
      ref={host}
      role="application"
      aria-label={label}
      aria-describedby={describedBy}
      tabIndex={0}
      data-testid="pane-map"
      onKeyDown={(event) => onKey(event, pane)}
      onBlur={() => pointAtPlace(null, null)}
    />
  );
}
