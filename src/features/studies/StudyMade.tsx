import { Fragment } from 'react';
import type { StudyId } from '../../studies/studyIds';
import { computedOn, earlierParts, toldSettings } from '../../studies/studyResult';
import { settingNames, studiesTexts as texts } from '../../ui/textsStudies';
import { useStudyNumbers } from './useStudyNumbers';

const FEWEST_PICTURES = 100;

const dateOf = (iso: string) => new Date(iso).toLocaleDateString(document.documentElement.lang, { year: 'numeric', month: 'long', day: 'numeric' });

/** How the published numbers came about: enough to make them again. */
export function StudyMade({ id }: { id: StudyId }) {
  const { result } = useStudyNumbers(id);
  if (!result) return null;
  const { pictures, createdAt, appVersion, commands, networks } = result;
  const layers = networks.flatMap((network) => network.layers);
  const sum = (name: 'finished' | 'converged') => layers.reduce((total, layer) => total + layer[name], 0);
  const pairs = toldSettings(result).map(([key, value]) => `${settingNames[key] ?? key} ${value}`);
  return (
    <footer className="study-made" data-testid="study-made">
      <p>
        {texts.made(pictures.length, dateOf(createdAt), appVersion, texts.computedOn(computedOn(result)))}{' '}
        {pictures.length < FEWEST_PICTURES && <strong>{texts.few(pictures.length)}</strong>} {sum('converged') < sum('finished') && texts.unsettled(sum('converged'), sum('finished'))}{' '}
        {texts.settings(pairs.join(', '))}
      </p>
      {commands.map((command) => (
        <code key={command}>{command}</code>
      ))}
      {earlierParts(result).map(({ origin, titles }) => (
        <Fragment key={origin.createdAt}>
          <p>{texts.earlier(titles, dateOf(origin.createdAt), origin.appVersion, texts.computedOn(computedOn(origin)))}</p>
          {origin.commands.map((command) => (
            <code key={command}>{command}</code>
          ))}
        </Fragment>
      ))}
    </footer>
  );
}
