import type { MouseEvent } from 'react';
import { useEffect } from 'react';
import { CurveHead } from '../features/foreground/CurveHead';
import { ForegroundOnPicture } from '../features/foreground/ForegroundOnPicture';
import { ForegroundTools } from '../features/foreground/ForegroundTools';
import { DamageCard } from '../features/damage/DamageCard';
import { DamageStrip } from '../features/damage/DamageStrip';
import { FindingsList } from '../features/detections/FindingsList';
import { FindingsOnPicture } from '../features/detections/FindingsOnPicture';
import { Origin } from '../features/detections/Origin';
import { DropTarget } from '../features/images/DropTarget';
import { PicturePanel } from '../features/images/PicturePanel';
import { LightTable } from '../features/maps/LightTable';
import { NumbersTable } from '../features/maps/NumbersTable';
import { Predictions } from '../features/models/Predictions';
import { PreparationCard } from '../features/models/PreparationCard';
import { RunHeadline } from '../features/runs/RunHeadline';
import { useAnnouncer } from '../state/announcer';
import { selectFindingsKind } from '../state/detections';
import { useApp } from '../state/store';
import { rememberTheme } from '../state/rememberedTheme';
import { Said } from '../ui/Said';
import { keysTexts } from '../ui/textsKeys';
import { Dialogs } from './Dialogs';
import { HowToRead } from './HowToRead';
import { LessonHost, LessonPanel, PointOnPicture, useHasLesson } from './Lessons';
import { later } from './later';
import { Messages } from './Messages';
import { Quantities } from './Quantities';
import { RecordingNote } from './RecordingNote';
import { TopBar } from './TopBar';

const Board = later(async () => (await import('../features/board/Board')).Board);
const BoardMaps = later(async () => (await import('../features/board/BoardMaps')).BoardMaps);
const Studies = later(async () => (await import('../features/studies/Studies')).Studies);
const Batch = later(async () => (await import('../features/batch/Batch')).Batch);

/** The address is the link's: it is not touched. */
function skipToMaps(event: MouseEvent) {
  event.preventDefault();
  const target = document.getElementById('maps') ?? document.querySelector('main');
  if (!target) return;
  target.tabIndex = -1;
  target.focus();
}

export function App() {
  const theme = useApp((state) => state.view.theme);
  const mode = useApp((state) => state.view.mode);
  const opacity = useApp((state) => state.view.opacity);
  const hasLesson = useHasLesson();
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
    rememberTheme(theme);
  }, [theme]);
  const isRecorded = useApp((state) => state.recording !== null);
  const said = useAnnouncer((state) => state.said);
  return (
    <div className={`app ${hasLesson ? 'is-lesson' : ''} ${isRecorded ? 'is-recorded' : ''}`} data-crosshairs="off" style={{ ['--map-opacity' as string]: opacity }}>
      <a className="skip-link" href="#maps" onClick={skipToMaps}>
        {keysTexts.skip}
      </a>
      <TopBar />
      <RecordingNote />
      <Messages />
      {mode === 'table' ? <Table hasLesson={hasLesson} /> : mode === 'batch' ? <Batch /> : mode === 'study' ? <Studies maps={<BoardMaps />} /> : hasLesson ? <BoardBesideLesson /> : <Board />}
      {hasLesson && <LessonHost />}
      <Dialogs />
      <Quantities />
      {!isRecorded && <DropTarget />}
      <Said words={said} testId="announcer" />
    </div>
  );
}

function Table({ hasLesson }: { hasLesson: boolean }) {
  const findingsKind = useApp(selectFindingsKind);
  return (
    <main className="main">
      <div className="side">
        <PicturePanel overlay={<><FindingsOnPicture /><ForegroundOnPicture />{hasLesson && <PointOnPicture />}</>} tools={<ForegroundTools />} />
        {hasLesson ? (
          <LessonPanel />
        ) : (
          <>
            {findingsKind ? <FindingsList kind={findingsKind} /> : <Predictions />}
            <PreparationCard />
            <DamageCard />
            <Origin />
            <HowToRead />
          </>
        )}
      </div>
      <div className="bench" id="maps" tabIndex={-1}>
        <DamageStrip />
        <RunHeadline />
        <LightTable curveHead={<CurveHead />} />
        <NumbersTable />
      </div>
    </main>
  );
}

function BoardBesideLesson() {
  return (
    <div className="main">
      <div className="side">
        <LessonPanel />
      </div>
      <Board />
    </div>
  );
}
