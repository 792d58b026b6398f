import { selectForeground } from '../../state/foreground';
import type { LayerResult } from '../../state/live';
import { useApp } from '../../state/store';
import { Quantity } from '../../ui/Quantity';
import { foregroundTexts, insideShareText } from '../../ui/textsConcentration';
import { formatValue, writeValue } from '../../views/valueTicks';
import { regionFigures } from '../../state/regionFigures';
import { useMapReading } from '../../state/useMapReading';

function useRegionFigures(result: LayerResult | undefined) {
  const mask = useApp(selectForeground);
  const thresholdNats = useApp((state) => state.view.knowledgeThresholdNats);
  return regionFigures(result, mask, thresholdNats);
}

/** Foreground against background, among the figures of the large map; nothing where they cannot be compared. */
export function RegionRows({ result }: { result: LayerResult | undefined }) {
  const { units, symbol, isRelative } = useMapReading();
  const figures = useRegionFigures(result);
  if (!figures) return null;
  const { foregroundMeanNats, backgroundMeanNats, concentrationNats, points } = figures;
  const quantity = isRelative ? symbol.slice(1) : symbol;
  return (
    <>
      <dt className="rule">{foregroundTexts.foregroundMean(quantity)}</dt>
      <dd className="rule">{writeValue(foregroundMeanNats, units)}</dd>
      <dt>{foregroundTexts.backgroundMean(quantity)}</dt>
      <dd>{writeValue(backgroundMeanNats, units)}</dd>
      <dt>
        <Quantity name="concentration" layerId={result?.progress.layerId}>{foregroundTexts.concentration}</Quantity>
      </dt>
      <dd data-testid="large-concentration">{writeValue(concentrationNats, units, true)}</dd>
      <dt>
        <Quantity name="knowledge" layerId={result?.progress.layerId}>{foregroundTexts.knowledgeInside}</Quantity>
      </dt>
      <dd data-testid="large-inside">{points.inside}</dd>
      <dt>{foregroundTexts.knowledgeOutside}</dt>
      <dd data-testid="large-outside">{points.outside}</dd>
    </>
  );
}

/** The same as columns of the numbers table: their heads, and a layer's cells. */
export function RegionHeads() {
  const { units, symbol, isRelative } = useMapReading();
  const quantity = isRelative ? symbol.slice(1) : symbol;
  return (
    <>
      <th scope="col">
        {foregroundTexts.foregroundMean(quantity)} ({units})
      </th>
      <th scope="col">{foregroundTexts.backgroundMean(quantity)}</th>
      <th scope="col">
        <Quantity name="concentration">{foregroundTexts.concentration}</Quantity>
      </th>
      <th scope="col">
        <Quantity name="knowledge">{foregroundTexts.knowledgeInside}</Quantity>
      </th>
      <th scope="col">{foregroundTexts.knowledgeOutside}</th>
      <th scope="col">{foregroundTexts.insideShare}</th>
    </>
  );
}

export function RegionCells({ result }: { result: LayerResult | undefined }) {
  const { units } = useMapReading();
  const figures = useRegionFigures(result);
  if (!figures) return Array.from({ length: 6 }, (_, i) => <td key={i}>–</td>);
  const { foregroundMeanNats, backgroundMeanNats, concentrationNats, points } = figures;
  return (
    <>
      <td data-column="foreground">{formatValue(foregroundMeanNats, units)}</td>
      <td data-column="background">{formatValue(backgroundMeanNats, units)}</td>
      <td data-column="concentration">{formatValue(concentrationNats, units, true)}</td>
      <td data-column="inside">{points.inside}</td>
      <td data-column="outside">{points.outside}</td>
      <td data-column="share">{insideShareText(points.insideShare)}</td>
    </>
  );
}
