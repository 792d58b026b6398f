import type { StudyMetric } from '../../studies/studyNumbers';
import type { StudyLayer, StudyResult } from '../../studies/studyResult';
import { spreadOfLayer } from '../../studies/studyResult';
import type { LivePicture } from '../../state/studies/studyStore';
import { fixed } from '../../core/writtenNumber';
import { studiesTexts as texts } from '../../ui/textsStudies';

interface StudyTableProps {
  readonly shown: readonly string[];
  readonly result: StudyResult | null;
  readonly current: LivePicture | null;
  readonly metric: StudyMetric;
  readonly titleOf: (network: string) => string;
}

const number = (value: number | null | undefined) => (value == null ? '–' : fixed(value, 3).replace('-', '−'));

/** The curves as numbers. */
export function StudyTable({ shown, result, current, metric, titleOf }: StudyTableProps) {
  const { numbersColumns: columns } = texts;
  const rows = shown.flatMap((id) => {
    const published = result?.networks.find((network) => network.id === id)?.layers ?? [];
    const live = current?.networks.find((network) => network.id === id)?.layers ?? [];
    const layers = new Map([...published, ...live].map((layer) => [layer.id, layer]));
    return [...layers.values()].sort((a, b) => a.relativeDepth - b.relativeDepth).map((layer) => {
      const own = published.find((one) => one.id === layer.id) as StudyLayer | undefined;
      return { network: id, layer, own, spread: own ? spreadOfLayer(own, metric) : null, live: live.find((one) => one.id === layer.id)?.values[metric]?.[0] };
    });
  });
  if (rows.length === 0) return null;
  return (
    <details className="numbers study-numbers" data-testid="study-numbers">
      <summary>{texts.numbersTitle}</summary>
      <div className="numbers-scroll" tabIndex={0} role="group" aria-label={texts.numbersTitle}>
        <table>
          <thead>
            <tr>
              {[columns.network, columns.layer, columns.depth, columns.mean, columns.std, columns.interval, columns.count, columns.settled, columns.live].map((name) => (
                <th key={name} scope="col">{name}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ network, layer, own, spread, live }) => (
              <tr key={`${network} ${layer.id}`} data-testid="study-row">
                <th scope="row">{titleOf(network)}</th>
                <td>{layer.title}</td>
                <td>{fixed(layer.relativeDepth, 2)}</td>
                <td>{number(spread?.mean)}</td>
                <td>{number(spread?.std)}</td>
                <td>{spread?.ci95 == null ? '–' : `±${number(spread.ci95)}`}</td>
                <td>{spread?.count ?? '–'}</td>
                <td>{own ? own.converged : '–'}</td>
                <td>{number(live)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
