import { CLAIMS, judge } from '../../studies/claims';
import type { Claim, ClaimJudgement, ClaimVerdict, PairJudgement } from '../../studies/claims';
import type { StudyId } from '../../studies/studyIds';
import { claimTexts, sentences, sourceTexts, studiesTexts as texts, verdictTexts } from '../../ui/textsStudies';
import type { StudyNumbers } from './useStudyNumbers';
import { useStudyNumbers } from './useStudyNumbers';
import { Verdict } from './Verdict';

/** Each claim, judged twice by the same comparison: over many pictures, and on what was run here. */
export function StudyClaims({ id }: { id: StudyId }) {
  const numbers = useStudyNumbers(id);
  return (
    <section className="study-claims">
      <h2>{texts.claimsTitle}</h2>
      <ol>
        {CLAIMS[id].map((claim) => (
          <li key={claim.id}>
            <ClaimCard claim={claim} numbers={numbers} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function ClaimCard({ claim, numbers }: { claim: Claim; numbers: StudyNumbers }) {
  const { result, live, livePictures, titleOf } = numbers;
  const { claim: words, measure } = claimTexts[claim.id];
  const published = judge(claim, result?.networks ?? []);
  const own = judge(claim, live);
  const where = { published: texts.precomputed(result?.pictures.length ?? 0), live: texts.live(livePictures.length) };
  const isBlind = claim.metric === 'concentration' && livePictures.length > 0 && livePictures.every(({ hasForeground }) => !hasForeground);
  const liveSentence = sentences.judgementText(own, measure, titleOf, '');
  const note = livePictures.length === 0 ? texts.liveNone : isBlind ? texts.noForeground : texts.liveWaiting;
  return (
    <article className="claim" data-testid={`claim-${claim.id}`}>
      <h3>{words}</h3>
      <dl>
        {result && (
          <div>
            <dt>
              {where.published} <Verdict verdict={published.verdict} words={verdictTexts[published.verdict]} testId="claim-published" />
            </dt>
            <dd data-testid="claim-published-words">{sentences.judgementText(published, measure, titleOf, '')}</dd>
          </div>
        )}
        <div>
          <dt>
            {where.live} {own.verdict !== 'unknown' && <Verdict verdict={own.verdict} words={liveWords(own, livePictures.length)} testId="claim-live" />}
          </dt>
          <dd data-testid="claim-live-words">{liveSentence || note}</dd>
        </div>
      </dl>
      <Evidence published={published} own={own} titleOf={titleOf} />
      <p className="study-hint">{sourceTexts[claim.source]}</p>
    </article>
  );
}

/** A single picture shows, and proves nothing. */
const liveWords = ({ verdict }: { verdict: ClaimVerdict }, pictures: number) => (pictures > 1 ? verdictTexts[verdict] : texts.oneVerdicts[verdict]);

/** The differences on one axis about zero: the published interval as a bar, the runs here as a diamond. */
function Evidence({ published, own, titleOf }: { published: ClaimJudgement; own: ClaimJudgement; titleOf: (id: string) => string }) {
  const rows = published.pairs.map((pair, i) => ({ pair, live: own.pairs[i]!.spread })).filter(({ pair, live }) => pair.spread ?? live);
  const ends = rows.flatMap(({ pair: { spread }, live }) => [...(spread ? [spread.mean - (spread.ci95 ?? 0), spread.mean + (spread.ci95 ?? 0)] : []), ...(live ? [live.mean] : [])]);
  if (ends.length === 0) return null;
  const [least, most] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const air = 0.06 * (most - least || 1);
  const place = (value: number) => `${(100 * (value - least + air)) / (most - least + 2 * air)}%`;
  return (
    <ul className="evidence" aria-label={texts.evidence}>
      {rows.map(({ pair, live }) => (
        <EvidenceRow key={`${pair.of} ${pair.against}`} pair={pair} live={live?.mean ?? null} name={sentences.pairName(pair, titleOf, published.pairs)} place={place} />
      ))}
      <li className="evidence-axis" aria-hidden="true">
        <span />
        <span className="evidence-track">
          <span style={{ left: place(0) }}>0</span>
          {[least, most].filter((value) => value !== 0).map((value) => (
            <span key={value} style={{ left: place(value) }}>{sentences.signedNats(value)}</span>
          ))}
        </span>
        <span>{texts.nats}</span>
      </li>
    </ul>
  );
}

function EvidenceRow({ pair: { spread, verdict }, live, name, place }: { pair: PairJudgement; live: number | null; name: string; place: (value: number) => string }) {
  const half = spread?.ci95 ?? 0;
  return (
    <li className={`is-${verdict}`} data-testid="evidence-row">
      <span className="evidence-name">{name}</span>
      <span className="evidence-track" aria-hidden="true">
        <i className="evidence-zero" style={{ left: place(0) }} />
        {spread && <i className="evidence-bar" style={{ left: place(spread.mean - half), right: `calc(100% - ${place(spread.mean + half)})` }} />}
        {spread && <i className="evidence-mean" style={{ left: place(spread.mean) }} />}
        {live !== null && <i className="evidence-live" style={{ left: place(live) }} />}
      </span>
      <span className="evidence-number">
        {spread && `${sentences.signedNats(spread.mean)}${spread.ci95 === null ? '' : ` ± ${sentences.plainNats(spread.ci95)}`}`}
        {live !== null && <small>{texts.liveNumber(sentences.signedNats(live))}</small>}
      </span>
    </li>
  );
}
