import { fixed } from '../../core/writtenNumber';
import { cellOf, checkedMetrics, correlationWithOriginal, useChecks } from '../../state/checks';
import { useApp } from '../../state/store';
import { checksTexts as texts, rescaledColumn } from '../../ui/textsChecks';
import { metricTexts } from '../../ui/textsMetrics';
import { CheckMap } from './CheckMap';
import { magnitude, rowDomain, writeChange, writeMagnitude } from './checkReading';

/** Each metric before and after, on one scale a row. */
export function RescaleCheck({ layerId }: { layerId: string }) {
  const cells = useChecks((state) => state.cells);
  const factor = useChecks((state) => state.factor);
  const view = useApp((state) => state.view);
  return (
    <table className="check-table" data-testid="rescale-table">
      <thead>
        <tr>
          <th scope="col">{texts.metric}</th>
          <th scope="col">{texts.asItIs}</th>
          <th scope="col">{rescaledColumn(factor)}</th>
          <th scope="col">{texts.meanBefore}</th>
          <th scope="col">{texts.meanAfter}</th>
          <th scope="col">{texts.change}</th>
          <th scope="col">{texts.rank}</th>
        </tr>
      </thead>
      <tbody>
        {checkedMetrics(layerId).map((metric) => {
          const before = cellOf(cells, metric, 0);
          const after = cellOf(cells, metric, 1);
          const domain = rowDomain(metric, [before, after], view);
          const rho = correlationWithOriginal(cells, metric, 1);
          const error = after?.result.progress.error ?? before?.result.progress.error ?? null;
          const { title } = metricTexts(metric);
          return (
            <tr key={metric} data-testid={`rescale-${metric}`}>
              <th scope="row">
                {title}
                {error && <p className="field-help">{error.message}</p>}
              </th>
              <td>
                <CheckMap metric={metric} cell={before} domain={domain} label={`${title}, ${texts.asItIs}`} />
              </td>
              <td>
                <CheckMap metric={metric} cell={after} domain={domain} label={`${title}, ${rescaledColumn(factor)}`} />
              </td>
              <td>{writeMagnitude(metric, magnitude(before), view)}</td>
              <td>{writeMagnitude(metric, magnitude(after), view)}</td>
              <td className="check-change" data-testid={`change-${metric}`}>
                {writeChange(metric, magnitude(before), magnitude(after), view)}
              </td>
              <td>{rho === null ? '–' : fixed(rho, 3)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
