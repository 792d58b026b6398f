import type { StudyId } from '../../studies/studyIds';
import { useApp } from '../../state/store';
import { isIn, toggleNetwork, useStudies, writeStudies } from '../../state/studies/studyStore';
import { percent, studiesTexts as texts } from '../../ui/textsStudies';
import { CURVE_STYLES, curveMark } from '../../views/overlaidCurves';
import { useStudyNumbers } from './useStudyNumbers';

const share = (value: number | null | undefined) => (value == null ? '–' : percent(value));

/** The networks with how good they are; each row is its curve's legend and says whether it is run here. */
export function StudyNetworks({ id }: { id: StudyId }) {
  const { definition, result, titleOf } = useStudyNumbers(id);
  const cards = useStudies((state) => state.cards);
  const hidden = useStudies((state) => state.hidden);
  const left = useStudies((state) => state.left);
  const pointed = useStudies((state) => state.pointed);
  const catalogue = useApp((state) => state.catalogue);
  const rows = definition.networks.map((network) => {
    // What a card says is of the network as it was trained.
    const training = network.damage === null ? cards.get(network.model)?.training : undefined;
    return { network, training, right: result?.networks.find((one) => one.id === network.id)?.rightShare ?? null };
  });
  const has = {
    test: rows.some(({ training }) => training !== undefined), right: rows.some(({ right }) => right !== null),
    robust: rows.some(({ training }) => training?.robustness), zeros: rows.some(({ training }) => training?.zeroShare !== undefined),
  };
  return (
    <section className="study-networks">
      <div className="numbers-scroll" tabIndex={0} role="group" aria-label={texts.networksTitle}>
        <table data-testid="study-networks">
          <thead>
            <tr>
              <th scope="col">{texts.columns.network}</th>
              {has.test && <th scope="col">{texts.columns.test}</th>}
              {has.right && <th scope="col">{texts.columns.pictures}</th>}
              {has.robust && <th scope="col">{texts.columns.robust}</th>}
              {has.zeros && <th scope="col">{texts.columns.zeros}</th>}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ network, training, right }, i) => {
              const title = titleOf(network.id);
              const isServed = catalogue.some((entry) => entry.id === network.model);
              const point = (key: string | null) => writeStudies({ pointed: key });
              return (
                <tr key={network.id} className={pointed === network.id ? 'is-pointed' : ''} onPointerEnter={() => point(network.id)} onPointerLeave={() => point(null)}>
                  <th scope="row">
                    <span className="study-network">
                      <input
                        type="checkbox" data-testid={`run-${network.id}`} aria-label={texts.include(title)} title={texts.include(title)}
                        disabled={!isServed} checked={isServed && !isIn(left, id, network.id)} onChange={() => toggleNetwork('left', id, network.id)}
                      />
                      <button
                        type="button" className="series-toggle" data-testid={`show-${network.id}`} aria-label={texts.show(title)}
                        aria-pressed={!isIn(hidden, id, network.id)} onClick={() => toggleNetwork('hidden', id, network.id)} onFocus={() => point(network.id)} onBlur={() => point(null)}
                      >
                        <svg className={`series-${i % CURVE_STYLES}`} viewBox="-14 -8 28 16" width="28" height="16" aria-hidden="true">
                          <path className="series-line" d="M-14 0H14" />
                          <path className="series-mark" d={curveMark(i)} />
                        </svg>
                        {title}
                      </button>
                      {!isServed && catalogue.length > 0 && <small>{texts.notServed}</small>}
                    </span>
                  </th>
                  {has.test && <td>{share(training?.testAccuracy)}</td>}
                  {has.right && <td>{share(right)}</td>}
                  {has.robust && <td>{share(training?.robustness?.accuracy)}</td>}
                  {has.zeros && <td>{share(training?.zeroShare)}</td>}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}
