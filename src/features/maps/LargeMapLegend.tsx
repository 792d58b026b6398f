import { useRef } from 'react';
import { readLive } from '../../state/live';
import { readApp, useApp } from '../../state/store';
import { texts } from '../../ui/texts';
import { createLegend } from '../../views/legend';
import { curvePoint, tableOf } from './shownLayer';
import { useBoxSize } from './useBoxSize';
import { useView } from './useView';

export function LargeMapLegend({ layerId }: { layerId: string }) {
  const box = useRef<HTMLDivElement>(null);
  const { width } = useBoxSize(box);
  const quantity = useApp((state) => state.view.quantity);
  const units = useApp((state) => state.view.units);
  const host = useView(
    createLegend,
    () => {
      const { view, fitted } = readApp();
      const { results, domain, pixel } = readLive();
      const result = results.get(layerId);
      const point = result ? curvePoint(result, view.quantity, pixel, fitted?.picture ?? null) : null;
      return {
        orientation: 'flat' as const,
        length: width,
        margin: 1,
        table: tableOf(view),
        domain,
        units: view.units,
        signed: view.quantity === 'relative',
        keptWord: texts.kept,
        forgottenWord: texts.forgotten,
        marked: point?.atPixel ?? point?.mean ?? null,
      };
    },
  );
  return (
    <div className="large-legend" ref={box}>
      <p className="figure-label">
        {quantity === 'relative' ? texts.relative : texts.absolute}, {units}
      </p>
      <div ref={host} />
    </div>
  );
}
