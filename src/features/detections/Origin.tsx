import { useApp } from '../../state/store';
import { findingsTexts as texts } from '../../ui/textsFindings';
import './findings.css';

/** Whose network and whose photograph is on the table, where they are somebody else's. */
export function Origin() {
  const licence = useApp((state) => state.model?.card.licence ?? null);
  const origin = useApp((state) => state.model?.card.origin ?? null);
  const title = useApp((state) => state.model?.card.title ?? '');
  const credit = useApp(({ picture, samples }) => samples.find(({ id }) => picture?.link === `sample:${id}`)?.credit ?? null);
  const pictureTitle = useApp(({ picture }) => picture?.opened.name ?? '');
  if (!licence && !origin && !credit) return null;
  return (
    <section className="origin field-help">
      {credit && (
        <p data-testid="picture-credit">
          {texts.photographBy(pictureTitle, credit.author)}{' '}
          <a href={credit.licenceAddress} target="_blank" rel="noreferrer">{credit.licence}</a>{texts.photographFrom}{' '}
          <a href={credit.sourceAddress} target="_blank" rel="noreferrer">{credit.source}</a>.
        </p>
      )}
      {(licence || origin) && (
        <p data-testid="network-origin">
          {title}: {licence && `${texts.license} ${licence}. `}
          {origin}
        </p>
      )}
    </section>
  );
}
