import { selectCurve } from '../../state/foreground';
import { useApp } from '../../state/store';
import type { AxisLayout } from '../../views/axisLayout';
import { upperHeight } from '../../views/regionScale';
import { AxisLegend } from './AxisLegend';
import { CurveOnAxis } from './CurveOnAxis';
import { LowerAxis, RegionCurveOnAxis } from './RegionCurveOnAxis';

/** The curve that was chosen. */
export function CurveInPlace({ layout, height }: { layout: AxisLayout; height: number }) {
  const curve = useApp(selectCurve);
  return curve === 'mean' ? <CurveOnAxis layout={layout} height={height} /> : <RegionCurveOnAxis layout={layout} height={height} />;
}

/** Its y axis: the maps' scale, and, where the curve has a lower part, that part's own. */
export function CurveAxis({ height }: { height: number }) {
  const curve = useApp(selectCurve);
  if (curve === 'mean') return <AxisLegend height={height} />;
  return (
    <div className="curve-axes" style={{ height }}>
      <AxisLegend height={upperHeight(height)} />
      <LowerAxis height={height} />
    </div>
  );
}
