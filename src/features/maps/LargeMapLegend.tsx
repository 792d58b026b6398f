import { useRef } from 'react';
import { readLive } from '../../state/live';
import { readApp } from '../../state/store';
import { texts } from '../../ui/texts';
import { createLegend } from '../../views/legend';
import { readingNow } from '../../state/mapReading';
import { curvePoint, domainOf } from '../../state/shownLayer';
import { useBoxSize } from '../../ui/useBoxSize';
import { useMapReading } from '../../state/useMapReading';
import { useView } from '../../state/useView';
import { seenResult } from '../../state/veil';

export function LargeMapLegend({ layerId }: { layerId: string }) {
  const box = useRef<HTMLDivElement>(null);
  const { width } = useBoxSize(box);
  const { name, units } = useMapReading();
  const host = useView(
    createLegend,
    () => {
      const { fitted } = readApp();
      const { results, pixel } = readLive();
      const reading = readingNow();
      const result = seenResult(results.get(layerId));
      const point = result ? curvePoint(result, reading, pixel, fitted?.picture ?? null) : null;
      return {
        orientation: 'flat' as const,
        length: width,
        margin: 1,
        table: reading.table,
        domain: domainOf(result, reading),
        units: reading.units,
        signed: reading.signed,
        lowWord: reading.lowWord,
        highWord: reading.highWord,
        marked: point?.atPixel ?? point?.mean ?? null,
      };
    },
  );
  return (
    <div className="large-legend" ref={box}>
      <p className="figure-label">
        {name}, {units === 'raw' ? texts.ownUnits : units}
      </p>
      <div ref={host} />
    </div>
  );
}
