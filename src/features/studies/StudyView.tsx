import type { ReactNode } from 'react';
import { useEffect } from 'react';
import type { StudyId } from '../../studies/studyIds';
import { STUDY_IDS } from '../../studies/studyIds';
import { carryOnInCompare, endLive } from '../../state/studies/studyLive';
import { loadStudy } from '../../state/studies/studyFiles';
import { openStudy, useStudies } from '../../state/studies/studyStore';
import { Icon } from '../../ui/Icon';
import { studiesTexts as texts, studyTexts } from '../../ui/textsStudies';
import { StudyClaims } from './StudyClaims';
import { StudyCurves } from './StudyCurves';
import { StudyMade } from './StudyMade';
import { StudyNetworks } from './StudyNetworks';
import { StudyPictures } from './StudyPictures';

/** One study: what is asked, what is known beforehand, and what a picture of the viewer's own says to it. */
export function StudyView({ id, maps }: { id: StudyId; maps: ReactNode }) {
  const { title, question, about } = studyTexts[id];
  const published = useStudies((state) => state.published.get(id) ?? null);
  const isLive = useStudies((state) => state.live?.study === id);
  const next = STUDY_IDS[STUDY_IDS.indexOf(id) + 1] ?? null;
  useEffect(() => loadStudy(id), [id]);
  return (
    <>
      <header className="studies-head">
        <nav className="study-path" aria-label={texts.mode}>
          <button type="button" className="quiet-action" data-testid="study-back" onClick={() => openStudy(null)}>
            <Icon name="left" /> {texts.back}
          </button>
          {next && (
            <button type="button" className="quiet-action" data-testid="study-next" onClick={() => openStudy(next)}>
              {studyTexts[next].title} <Icon name="right" />
            </button>
          )}
        </nav>
        <p className="study-name">{title}</p>
        <h1 data-testid="study-title">{question}</h1>
        <p>{about}</p>
      </header>
      {published?.status === 'failed' && (
        <p className="study-note is-failed" role="alert" data-testid="study-failed">
          <Icon name="alert" /> {texts.failed(published.message)}
        </p>
      )}
      {published?.status === 'missing' && <p className="study-note" data-testid="study-missing">{texts.missing}</p>}
      <div className="study-body">
        <div className="study-side">
          <StudyNetworks id={id} />
          <StudyPictures id={id} />
        </div>
        <StudyCurves id={id} />
      </div>
      <StudyClaims id={id} />
      {isLive && (
        <section className="study-maps" data-testid="study-maps">
          <header className="study-section-head">
            <h2>{texts.mapsTitle}</h2>
            <button type="button" className="quiet-action" data-testid="study-carry-on" onClick={carryOnInCompare}>
              {texts.carryOn}
            </button>
            <button type="button" className="quiet-action" data-testid="study-stop" onClick={endLive}>
              {texts.stop}
            </button>
          </header>
          {maps}
        </section>
      )}
      <StudyMade id={id} />
    </>
  );
}
