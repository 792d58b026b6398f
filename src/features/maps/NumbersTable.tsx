import { fixed } from '../../core/writtenNumber';
import { selectForeground, selectMetricHasNats } from '../../state/foreground';
import type { LiveState } from '../../state/live';
import { useLive } from '../../state/live';
import { selectLayers } from '../../state/selectors';
import { useApp } from '../../state/store';
import { Quantity } from '../../ui/Quantity';
import { StatusMark } from '../../ui/StatusMark';
import { layerStatusTexts, texts } from '../../ui/texts';
import { numbersTexts } from '../../ui/textsMaps';
import { formatShape } from '../../views/ruler';
import { formatDistortion, formatValue } from '../../views/valueTicks';
import { RegionCells, RegionHeads } from './RegionRows';
import { useMapReading } from '../../state/useMapReading';
import { seenResult } from '../../state/veil';

const selectResults = (live: LiveState) => live.results;

/** The curve as numbers, for reading, copying and screen readers. */
export function NumbersTable() {
  const layers = useApp(selectLayers);
  const { units, symbol, signed, isRelative } = useMapReading();
  const hasRegions = useApp((state) => selectForeground(state) !== null && selectMetricHasNats(state));
  const results = useLive(selectResults, 500);
  const write = (value: number | null, withSign = false) => (value === null ? '–' : formatValue(value, units, withSign));
  // The table gives the metric itself, whatever the maps are drawn relative to.
  const quantity = isRelative ? symbol.slice(1) : symbol;
  return (
    <details className="numbers" data-testid="numbers">
      <summary>{texts.numbers}</summary>
      <div className="numbers-scroll" tabIndex={0} role="region" aria-label={texts.numbers}>
        <table>
          <thead>
            <tr>
              <th scope="col">{numbersTexts.layer}</th>
              <th scope="col">{numbersTexts.shape}</th>
              <th scope="col">
                <Quantity name={units === 'raw' ? 'attribution' : quantity === 'RU' ? 'uncertainty' : 'mean'}>{numbersTexts.meanIn(quantity, units === 'raw' ? texts.ownUnits : units)}</Quantity>
              </th>
              <th scope="col">{numbersTexts.percentiles}</th>
              <th scope="col">
                <Quantity name="uniform">{numbersTexts.uniform}</Quantity>
              </th>
              <th scope="col">
                <Quantity name="gain">{numbersTexts.gain}</Quantity>
              </th>
              {hasRegions && <RegionHeads />}
              <th scope="col">
                <Quantity name="distortion">{numbersTexts.distortion}</Quantity>
              </th>
              <th scope="col">
                <Quantity name="passes">{numbersTexts.passes}</Quantity>
              </th>
              <th scope="col">{numbersTexts.seconds}</th>
              <th scope="col">{numbersTexts.status}</th>
            </tr>
          </thead>
          <tbody>
            {layers.map((layer) => {
              const result = seenResult(results.get(layer.id));
              const progress = result?.progress;
              if (!progress) return null;
              return (
                <tr key={layer.id} data-testid={`numbers-${layer.id}`}>
                  <th scope="row">
                    <span className="column-depth">{layer.depth}</span> {layer.title}
                  </th>
                  <td>{formatShape(layer.shape)}</td>
                  <td>{write(progress.meanValue, signed && !isRelative)}</td>
                  <td>
                    {write(progress.p10Value)} … {write(progress.p90Value)}
                  </td>
                  <td>{write(progress.uniformValue)}</td>
                  <td>{write(progress.gain, true)}</td>
                  {hasRegions && <RegionCells result={result} />}
                  <td>{progress.distortion === null ? '–' : formatDistortion(progress.distortion, progress.distortionCi95)}</td>
                  <td>{progress.passes}</td>
                  <td>{fixed(progress.seconds, 1)}</td>
                  <td className="numbers-status" title={progress.statusReason}>
                    <StatusMark status={progress.status} /> {layerStatusTexts[progress.status]}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </details>
  );
}
