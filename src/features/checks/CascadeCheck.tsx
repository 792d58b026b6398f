import { useEffect, useRef, useState } from 'react';
import { cellOf, checkedMetrics, correlationWithOriginal, segmentCount, useChecks } from '../../state/checks';
import { selectLayers } from '../../state/selectors';
import { useApp } from '../../state/store';
import { checksTexts as texts } from '../../ui/textsChecks';
import { metricTexts } from '../../ui/textsMetrics';
import type { CorrelationCurveOptions } from '../../views/correlationCurve';
import { createCorrelationCurve } from '../../views/correlationCurve';
import { CheckMap } from './CheckMap';
import { rowDomain } from './checkReading';

const CURVE_HEIGHT = 220;

function Curve(options: Omit<CorrelationCurveOptions, 'width' | 'height'>) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<ReturnType<typeof createCorrelationCurve> | null>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    view.current = createCorrelationCurve(host.current!);
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry!.contentRect.width)));
    observer.observe(host.current!);
    return () => {
      observer.disconnect();
      view.current?.destroy();
    };
  }, []);
  useEffect(() => {
    if (width > 0) view.current?.update({ ...options, width, height: CURVE_HEIGHT });
  });
  return <div ref={host} className="correlation-host" style={{ height: CURVE_HEIGHT }} role="img" aria-label={texts.legendOfCurve} />;
}

/** Each metric's map at one layer, with ever more of the network random, and how much of its order is left. */
export function CascadeCheck({ layerId }: { layerId: string }) {
  const cells = useChecks((state) => state.cells);
  const target = useChecks((state) => state.target);
  const layers = useApp(selectLayers);
  const view = useApp((state) => state.view);
  const metrics = checkedMetrics(layerId);
  const variants = Array.from({ length: segmentCount() + 1 }, (_, index) => index);
  // From the top: the classifier, the last listed layer, and so on down.
  const columns = [texts.original, texts.classifier, ...layers.toReversed().map((layer) => String(layer.depth))];
  const depth = layers.find((layer) => layer.id === layerId)?.depth ?? null;
  const reachedAt = depth === null || target === 'predicted' ? null : layers.length - depth + 2;
  return (
    <>
      <Curve
        columns={columns}
        reachedAt={reachedAt}
        series={metrics.map((metric) => ({
          name: metricTexts(metric).title,
          values: variants.map((variant) => correlationWithOriginal(cells, metric, variant)),
        }))}
      />
      <div className="cascade-scroll">
        <table className="check-table cascade" data-testid="cascade-table">
          <thead>
            <tr>
              <th scope="col">{texts.metric}</th>
              {columns.map((column, index) => (
                <th key={index} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {metrics.map((metric) => (
              <tr key={metric}>
                <th scope="row">{metricTexts(metric).title}</th>
                {variants.map((variant) => {
                  const cell = cellOf(cells, metric, variant);
                  const rho = correlationWithOriginal(cells, metric, variant);
                  // Each on its own scale: here it is the pattern that counts.
                  return (
                    <td key={variant} title={cell?.result.progress.error?.message}>
                      <CheckMap metric={metric} cell={cell} domain={rowDomain(metric, [cell], view)} label={`${metricTexts(metric).title}, ${columns[variant]}`} />
                      <span data-testid={`rho-${metric}-${variant}`}>{rho === null ? (cell?.result.progress.error ? texts.failed : '–') : rho.toFixed(2)}</span>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
