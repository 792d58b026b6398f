/** Figures of what is on the table, read as it is read there. */
import { curveFigure } from '../export/figures/curveFigure';
import type { Figure, FigureKind } from '../export/figures/figure';
import type { FigureOptions } from '../export/figures/mapFigure';
import { mapFigure } from '../export/figures/mapFigure';
import type { FigureReading } from '../export/figures/reading';
import { figureDomain } from '../export/figures/reading';
import { tableFigure } from '../export/figures/tableFigure';
import type { RunRecord } from '../records/runRecord';
import { figureTexts } from '../ui/textsFigures';
import { selectCurve } from './foreground';
import { readLive } from './live';
import { readingNow } from './mapReading';
import { domainOf } from './shownLayer';
import { readApp } from './store';
import { recordOfTable } from './tableRecord';
import { sessionView } from './viewOfSession';

/** Of the table, with pixels of what the network saw; null before there is a map. */
export function figureRecord(): RunRecord | null {
  const record = recordOfTable(readApp(), readLive());
  return record?.layers.some(({ map }) => map !== null) ? record : null;
}

/** The page's address, where others can open it: a link to this machine is of no use to them. */
export function pageAddress(): string | null {
  const isLocal = /^(localhost|127\.|\[::1\])/.test(location.hostname) || location.protocol === 'file:';
  return isLocal ? null : location.href.replace(/#.*$/, '');
}

function readingOf(record: RunRecord, layerId: string | null): FigureReading {
  const reading = readingNow();
  const own = layerId === null ? null : domainOf(readLive().results.get(layerId), reading);
  const domain = own ?? readLive().domain ?? figureDomain(record.layers, reading, reading.domainShape);
  if (!domain) throw new Error(figureTexts.nothing);
  return { ...reading, domain };
}

/**
 * @param layerId of a map; others have all layers
 * @throws Error where there is no map to draw
 */
export function figureOfTable(kind: Exclude<FigureKind, 'board' | 'boardCurves'>, layerId: string | null): Figure {
  const record = figureRecord();
  if (!record) throw new Error(figureTexts.nothing);
  const { view } = readApp();
  const options: FigureOptions = { reading: readingOf(record, kind === 'map' ? layerId : null), view: sessionView(view), pageAddress: pageAddress() };
  if (kind === 'map') return mapFigure(record, layerId ?? '', options);
  const { runningMaximum, uniformReference } = view;
  const curve = selectCurve(readApp());
  return (kind === 'curve' ? curveFigure : tableFigure)(record, { ...options, runningMaximum, uniformReference, regions: curve === 'mean' ? null : curve });
}
