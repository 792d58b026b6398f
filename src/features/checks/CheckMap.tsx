import type { MetricName } from '../../core/spec';
import type { CheckCell } from '../../state/checks';
import { mapReading } from '../../state/mapReading';
import { isOver } from '../../state/runReducer';
import { useApp } from '../../state/store';
import { useSmallHeatmap } from '../../state/useSmallHeatmap';
import type { Domain } from '../../views/colourScale';
import { unsettledness } from '../../views/heatmap';

interface CheckMapProps {
  readonly metric: MetricName;
  readonly cell: CheckCell | null;
  readonly domain: Domain | null;
  readonly label: string;
}

/** One small map of a check. */
export function CheckMap({ metric, cell, domain, label }: CheckMapProps) {
  const picture = useApp((state) => state.fitted?.picture ?? null);
  const view = useApp((state) => state.view);
  const host = useSmallHeatmap({
    picture,
    map: cell?.result.map ?? null,
    domain,
    offset: 0,
    table: mapReading(metric, { ...view, quantity: 'absolute' }).table,
    unsettled: cell && !isOver(cell.result.progress.status) ? unsettledness(cell.result.progress.passes) : 0,
  });
  return <div className="check-map heatmap" ref={host} role="img" aria-label={label} data-has-map={cell?.result.map ? 'true' : 'false'} />;
}
