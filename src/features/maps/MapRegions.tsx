import { useCallback, useMemo } from 'react';
import { mapRegions } from '../../core/mapRegions';
import type { LiveState } from '../../state/live';
import { useLive } from '../../state/live';
import { useMapReading } from '../../state/useMapReading';
import { seenResult } from '../../state/veil';
import { texts } from '../../ui/texts';
import { mapWords } from '../../ui/textsMaps';
import { formatValue } from '../../views/valueTicks';
import { useMapWords } from './useMapWords';

const ROWS = ['upper', 'middle', 'lower'] as const;
const COLUMNS = ['left', 'centre', 'right'] as const;

/** The map in a sentence and in nine numbers, for whoever does not see it. */
export function MapRegions({ layerId }: { layerId: string }) {
  const words = useMapWords(layerId);
  const { units, symbol, isRelative } = useMapReading();
  const map = useLive(useCallback((live: LiveState) => seenResult(live.results.get(layerId))?.map ?? null, [layerId]), 500);
  const regions = useMemo(() => (map ? mapRegions(map).regions : []), [map]);
  const meanOf = (row: string, column: string) => regions.find((region) => region.row === row && region.column === column)?.mean;
  const quantity = isRelative ? symbol.slice(1) : symbol;
  return (
    <section className="map-regions" data-testid="map-regions">
      <p className="large-hint" data-testid="map-words">
        {words || '\u00a0'}
      </p>
      <details>
        <summary>{mapWords.regionsShort}</summary>
        <table>
          <caption>{mapWords.regions(quantity, units === 'raw' ? texts.ownUnits : units)}</caption>
          <thead>
            <tr>
              <th scope="col">{mapWords.part}</th>
              {COLUMNS.map((column) => (
                <th key={column} scope="col">
                  {mapWords.columns[column]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {ROWS.map((row) => (
              <tr key={row}>
                <th scope="row">{mapWords.rows[row]}</th>
                {COLUMNS.map((column) => {
                  const mean = meanOf(row, column);
                  return <td key={column}>{mean === undefined ? '–' : formatValue(mean, units)}</td>;
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  );
}
