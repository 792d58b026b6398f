/** From a check's maps to their scale, their means and what has changed, in words. */
import type { MetricName } from '../../core/spec';
import { attributionMethod } from '../../core/spec';
import { mean } from '../../core/stats';
import { fixed, toDigits } from '../../core/writtenNumber';
import type { CheckCell } from '../../state/checks';
import { mapReading } from '../../state/mapReading';
import type { ViewSettings } from '../../state/viewSettings';
import type { Domain } from '../../views/colourScale';
import { sharedDomain } from '../../views/sharedDomain';
import { formatValue, natsPerUnit } from '../../views/valueTicks';

/** One scale for all maps of a row: what has changed in magnitude is seen. */
export function rowDomain(metric: MetricName, cells: readonly (CheckCell | null)[], view: ViewSettings): Domain | null {
  const { domainShape } = mapReading(metric, { ...view, quantity: 'absolute' });
  const maps = cells.flatMap((cell) => (cell?.result.map ? [{ values: cell.result.map.values, offset: 0, include: [] }] : []));
  return sharedDomain(maps, domainShape);
}

/** Mean of a map in nats, or the mean magnitude of an attribution, whose signed mean is a difference of large numbers. */
export function magnitude(cell: CheckCell | null): number | null {
  const map = cell?.result.map;
  if (!map) return null;
  return mean(map.quantity === 'attribution' ? map.values.map(Math.abs) : map.values);
}

export function writeMagnitude(metric: MetricName, value: number | null, view: ViewSettings): string {
  if (value === null) return '–';
  const { units } = mapReading(metric, view);
  return units === 'raw' ? formatValue(value, units) : `${formatValue(value, units)} ${units}`;
}

/** Signed, but for a zero. */
function thousandths(value: number): string {
  const text = fixed(Math.abs(value), 3);
  return Number(Math.abs(value).toFixed(3)) === 0 ? text : `${value < 0 ? '−' : '+'}${text}`;
}

/** A difference of entropies, a ratio of attributions. */
export function writeChange(metric: MetricName, before: number | null, after: number | null, view: ViewSettings): string {
  if (before === null || after === null) return '–';
  if (attributionMethod(metric) === null) {
    const { units } = mapReading(metric, view);
    return `${thousandths((after - before) / natsPerUnit(units))} ${units}`;
  }
  return before === 0 ? '–' : `× ${toDigits(after / before, 3)}`;
}
