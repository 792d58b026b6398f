import type { StudyId } from '../../studies/studyIds';
import { computedOn, toldSettings } from '../../studies/studyResult';
import { settingNames, studiesTexts as texts } from '../../ui/textsStudies';
import { useStudyNumbers } from './useStudyNumbers';

const FEWEST_PICTURES = 100;

/** How the published numbers came about: enough to make them again. */
export function StudyMade({ id }: { id: StudyId }) {
  const { result } = useStudyNumbers(id);
  if (!result) return null;
  const { pictures, createdAt, appVersion, commands, networks } = result;
  const layers = networks.flatMap((network) => network.layers);
  const sum = (name: 'finished' | 'converged') => layers.reduce((total, layer) => total + layer[name], 0);
  const date = new Date(createdAt).toLocaleDateString(document.documentElement.lang, { year: 'numeric', month: 'long', day: 'numeric' });
  const pairs = toldSettings(result).map(([key, value]) => `${settingNames[key] ?? key} ${value}`);
  return (
    <footer className="study-made" data-testid="study-made">
      <p>
        {texts.made(pictures.length, date, appVersion, texts.computedOn(computedOn(result)))}{' '}
        {pictures.length < FEWEST_PICTURES && <strong>{texts.few(pictures.length)}</strong>} {sum('converged') < sum('finished') && texts.unsettled(sum('converged'), sum('finished'))}{' '}
        {texts.settings(pairs.join(', '))}
      </p>
      {commands.map((command) => (
        <code key={command}>{command}</code>
      ))}
    </footer>
  );
}
