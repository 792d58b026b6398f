import { language } from '../core/language';
import { useApp } from '../state/store';
import { Icon } from '../ui/Icon';
import { texts } from '../ui/texts';
import { cannotRunTexts as words } from '../ui/textsOffline';
import { computationTexts } from '../ui/textsRuns';

/** Above a recorded run: that it is one, why, and which browsers compute their own. */
export function RecordingNote() {
  const recording = useApp((state) => state.recording);
  const failure = useApp((state) => state.engineFailure);
  const sample = useApp(({ samples, fitted }) => (fitted ? null : (samples.find(({ id }) => recording?.picture.link === `sample:${id}`) ?? null)));
  if (!recording) return null;
  const { model, picture, backend, createdAt } = recording;
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(new Date(createdAt));
  return (
    <section className="recording" data-testid="recording" aria-label={texts.recording}>
      {/* Where the page cannot decode it, the browser still shows it. */}
      {sample ? <img src={`samples/${sample.file}`} alt={picture.name} width="64" height="64" /> : <Icon name="info" />}
      <div>
        <p>
          <strong>{words.title}.</strong> {failure} {words.which}
        </p>
        <p>{words.recorded(model.title, picture.name, date, computationTexts.backends[backend.name])}</p>
      </div>
    </section>
  );
}
