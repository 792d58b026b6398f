import { useEffect } from 'react';
import { CLAIMS, judge } from '../../studies/claims';
import { definitionOf } from '../../studies/definitions';
import type { StudyId } from '../../studies/studyIds';
import { STUDY_IDS } from '../../studies/studyIds';
import { loadStudy } from '../../state/studies/studyFiles';
import type { PublishedResult } from '../../state/studies/studyStore';
import { openStudy, useStudies } from '../../state/studies/studyStore';
import { studiesTexts as texts, studyTexts, verdictTexts } from '../../ui/textsStudies';
import { Verdict } from './Verdict';
import { Zoo } from './Zoo';

/** Every study with what it came to, and all networks in one scatter. */
export function StudiesOverview() {
  const published = useStudies((state) => state.published);
  useEffect(() => {
    for (const id of STUDY_IDS) loadStudy(id);
  }, []);
  return (
    <>
      <header className="studies-head">
        <h1>{texts.title}</h1>
        <p>{texts.intro}</p>
      </header>
      <ul className="study-cards" data-testid="study-cards">
        {STUDY_IDS.map((id) => (
          <li key={id}>
            <StudyCard id={id} published={published.get(id) ?? null} />
          </li>
        ))}
      </ul>
      <Zoo />
    </>
  );
}

function StudyCard({ id, published }: { id: StudyId; published: PublishedResult | null }) {
  const { title, question } = studyTexts[id];
  const result = published?.status === 'ready' ? published.result : null;
  return (
    <button type="button" className="study-card" data-testid={`study-${id}`} onClick={() => openStudy(id)}>
      <span className="study-card-title">{title}</span>
      <span className="study-card-question">{question}</span>
      <span className="study-card-foot">
        <span>{texts.networks(definitionOf(id).networks.length)}</span>
        {published?.status === 'missing' && <span>{texts.missingShort}</span>}
        {published?.status === 'failed' && <span className="is-failed">{texts.failedShort}</span>}
        {result && (
          <span className="study-card-verdicts">
            {CLAIMS[id].map((claim) => {
              const { verdict } = judge(claim, result.networks);
              return <Verdict key={claim.id} verdict={verdict} words={verdictTexts[verdict]} />;
            })}
          </span>
        )}
      </span>
    </button>
  );
}
