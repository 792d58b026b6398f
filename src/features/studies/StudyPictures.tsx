import { useEffect, useRef } from 'react';
import type { StudyId } from '../../studies/studyIds';
import { definitionOf } from '../../studies/definitions';
import { isLayerOver } from '../../state/board/boardRecord';
import { useBoard } from '../../state/board/boardStore';
import { pictureName } from '../../state/board/pictureName';
import type { BoardPicture } from '../../state/board/subject';
import { pictureKey } from '../../state/board/subject';
import { useApp } from '../../state/store';
import { setView } from '../../state/viewActions';
import { networksToRun, startLive } from '../../state/studies/studyLive';
import type { LiveRun } from '../../state/studies/studyStore';
import { livePictureOfLink, useStudies, writeStudies } from '../../state/studies/studyStore';
import { sampleGroups } from '../../state/suitingSamples';
import type { TrayPicture } from '../../state/tray';
import { useTray } from '../../state/tray';
import { studiesTexts as texts } from '../../ui/textsStudies';

interface Choice {
  readonly picture: BoardPicture;
  readonly source: string;
}

const ofSample = ({ id, title, file }: { id: string; title: string; file: string }): Choice => ({
  picture: { link: `sample:${id}`, window: null, name: title, sha256: null, own: null }, source: `samples/${file}`,
});
const ofTray = ({ sha256, name, link, file, thumbnail }: TrayPicture): Choice => ({
  picture: { link, window: null, name, sha256, own: link === null ? { file, record: null } : null }, source: thumbnail,
});
const SAMPLES_SHOWN = 20;

/** A picture to run the study on: a sample, or whatever was dropped on the page. */
export function StudyPictures({ id }: { id: StudyId }) {
  const definition = definitionOf(id);
  const samples = useApp((state) => state.samples);
  const catalogue = useApp((state) => state.catalogue);
  const tray = useTray((state) => state.pictures);
  const wanted = useStudies((state) => state.picture);
  const live = useStudies((state) => (state.live?.study === id ? state.live : null));
  const left = useStudies((state) => state.left);
  const groups = sampleGroups(samples);
  const suiting = (definition.wantsPhotographs ? groups.photographs : groups.thumbnails).slice(0, SAMPLES_SHOWN).map(ofSample);
  const choices = [...tray.map(ofTray), ...suiting];
  const chosen = choices.find(({ picture }) => wanted && pictureKey(picture) === pictureKey(wanted)) ?? suiting[0] ?? null;
  const served = new Set(catalogue.map((entry) => entry.id));
  const count = networksToRun(definition, left, served).length;
  const isServed = catalogue.length === 0 || definition.networks.some(({ model }) => served.has(model));
  const choose = (picture: BoardPicture) => (live ? startLive(id, picture) : writeStudies({ picture }));
  useDropped(tray, (picture) => choose(ofTray(picture).picture));
  useLinked(id, samples.length > 0 && catalogue.length > 0);
  return (
    <section className="study-run" data-testid="study-run">
      <h2>{texts.liveTitle}</h2>
      <p>{texts.liveHelp}</p>
      <ul className="study-pictures">
        {choices.map(({ picture, source }) => (
          <li key={pictureKey(picture)}>
            <button
              type="button" data-testid="study-picture" data-picture={picture.link ?? picture.name} aria-label={texts.picture(picture.name)} title={picture.name}
              aria-pressed={chosen !== null && pictureKey(picture) === pictureKey(chosen.picture)} onClick={() => choose(picture)}
            >
              <img src={source} alt="" width="40" height="40" loading="lazy" />
            </button>
          </li>
        ))}
      </ul>
      <button type="button" className="action" data-testid="study-start" disabled={!chosen || count === 0} onClick={() => chosen && startLive(id, chosen.picture)}>
        {isServed ? texts.run(count) : texts.noneServed}
      </button>
      {live && <LiveProgress live={live} />}
      {id === 'damage' && (
        <p>
          {texts.damageAny}{' '}
          <button type="button" className="quiet-action" data-testid="study-to-table" onClick={() => setView({ mode: 'table' })}>
            {texts.toTable}
          </button>
        </p>
      )}
    </section>
  );
}

/** How far the run is, where it was asked for: the maps may be below the screen. */
function LiveProgress({ live: { runKeys, study, picture } }: { live: LiveRun }) {
  const runs = useBoard((board) => board.runs);
  const own = [...runKeys].map(([id, key]) => ({ run: runs.get(key), layers: definitionOf(study).networks.find((network) => network.id === id)!.layers.length }));
  const all = own.reduce((sum, { layers }) => sum + layers, 0);
  const done = own.reduce((sum, { run, layers }) => sum + Math.min(layers, run?.record?.layers.filter(isLayerOver).length ?? 0), 0);
  const failed = own.flatMap(({ run }) => (run?.status === 'failed' && run.error !== null ? [run.error] : []));
  const isOver = own.every(({ run }) => run && run.status !== 'waiting' && run.status !== 'loading' && run.status !== 'running');
  return (
    <div className="study-progress" data-testid="study-progress">
      {!isOver && (
        <span className="progress-track" role="progressbar" aria-label={texts.liveTitle} aria-valuemin={0} aria-valuemax={all} aria-valuenow={done}>
          <span className="progress-bar" style={{ transform: `scaleX(${done / all})` }} />
        </span>
      )}
      <span>{texts.liveProgress(picture.name, done, all)}</span>
      {[...new Set(failed)].map((message) => (
        <p key={message} role="alert" className="is-failed">
          {message}
        </p>
      ))}
    </div>
  );
}

/** A picture that comes in while the study is open is what the viewer wants to see in it. */
function useDropped(tray: readonly TrayPicture[], take: (picture: TrayPicture) => void) {
  const before = useRef(tray.length);
  const newest = useRef(take);
  newest.current = take;
  useEffect(() => {
    const last = tray.at(-1);
    if (last && tray.length > before.current) newest.current(last);
    before.current = tray.length;
  }, [tray]);
}

/** A link may say which picture the study is run on. */
function useLinked(id: StudyId, isReady: boolean) {
  useEffect(() => {
    const link = livePictureOfLink();
    if (isReady && link !== null) startLive(id, { link, window: null, name: pictureName(link), sha256: null, own: null });
  }, [id, isReady]);
}
