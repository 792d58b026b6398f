/** Opening a lesson, turning its pages, showing an answer, and leaving: then the table is as it was. */
import type { Link } from '../link/link';
import { formatLink } from '../link/link';
import type { LessonPage } from '../lessons/lesson';
import { LessonError } from '../lessons/lesson';
import { readLesson as parseLesson } from '../lessons/readLesson';
import { applyLink } from './applyLink';
import { stopAside } from './asideRuns';
import { setLinkExtra } from './linkExtras';
import { linkOfState } from './linkSync';
import type { LessonRequest } from './lessonDoor';
import { useLessonDoor, writeLessonAddress } from './lessonDoor';
import { followEvidence, layerOnTable } from './lessonEvidence';
import { lessonProgress, rememberPage } from './lessonProgress';
import { readLessonSource } from './lessonSources';
import { NO_LESSON, readLesson, selectIsAsking, selectPage, useLesson } from './lessonStore';
import { setPresentedLayer } from './present';
import { startRun } from './runs';
import { clearTopic, readApp, tell, useApp } from './store';
import type { TableSnapshot } from './tableSnapshot';
import { restoreSnapshot, takeSnapshot } from './tableSnapshot';
import { setVeil } from './veil';
import { setView } from './viewActions';

let former: TableSnapshot | null = null;
let stopFollowing: (() => void) | null = null;
/** Each turn of a page makes the one before it late. */
let newestTurn = 0;

/** Opens the lesson that is wanted; what cannot be read is told, and the table is left alone. */
export async function startLesson(request: LessonRequest): Promise<void> {
  clearTopic('lesson');
  try {
    const { text, name } = await readLessonSource(request.source);
    if (useLessonDoor.getState().request !== request) return;
    const lesson = parseLesson(text, name);
    if (!readLesson().lesson) former = request.isOfAddress ? null : takeSnapshot();
    stopFollowing?.();
    useLesson.setState({ ...NO_LESSON, lesson });
    stopFollowing = followEvidence();
    writeLessonAddress(request.source);
    const remembered = lessonProgress()[lesson.id];
    // Whoever has been through it begins anew.
    const page = request.page ?? (remembered && !remembered.isDone ? remembered.page : 0);
    await turnTo(Math.min(page, lesson.pages.length - 1));
  } catch (error) {
    if (!(error instanceof LessonError)) throw error;
    tell('error', 'lesson', error.message);
    if (useLessonDoor.getState().request !== request) return;
    // A page that was opened for the lesson shows what any other visit does.
    if (request.isOfAddress) startRun();
    if (readLesson().lesson) return;
    useLessonDoor.setState({ request: null });
    if (request.isOfAddress) writeLessonAddress(null);
  }
}

export async function turnTo(index: number): Promise<void> {
  const own = ++newestTurn;
  const { lesson } = readLesson();
  const page = lesson?.pages[index];
  if (!lesson || !page) return;
  stopAside();
  setVeil(veilOf(page, index));
  useLesson.setState({ page: index, beside: new Map(), besideStatus: 'waiting', besideError: null, isLaying: true });
  rememberPage(lesson.id, index, lesson.pages.length);
  setLinkExtra('page', String(index + 1));
  await tableIsThere();
  if (own !== newestTurn) return;
  if (page.table) await lay(page.table);
  if (own !== newestTurn) return;
  setView({ ...page.view, largeLayerId: null });
  useLesson.setState({ isLaying: false });
  // Layers by place are known now.
  setVeil(veilOf(page, index));
  if (!selectIsAsking(readLesson())) showLarge(page);
}

/** Network, picture and the lists that links are read with. */
function tableIsThere(): Promise<void> {
  const isThere = () => {
    const { model, picture, fitted, catalogue, samples } = readApp();
    return model?.loaded != null && picture !== null && fitted !== null && catalogue.length > 0 && samples.length > 0;
  };
  if (isThere()) return Promise.resolve();
  return new Promise((resolve) => {
    const unsubscribe = useApp.subscribe(() => {
      if (!isThere()) return;
      unsubscribe();
      resolve();
    });
  });
}

/** Both sides written out in full, without what is none of the table's; a page that says nothing of the board leaves it alone. */
function tableKey(link: Link, hasBoard: boolean): string {
  const { catalogue, samples } = readApp();
  return formatLink({
    ...link, model: link.model ?? catalogue[0]?.id ?? null, image: link.image ?? `sample:${samples[0]?.id}`, backend: 'auto', run: false, quantity: 'absolute',
    board: hasBoard ? link.board : null, rest: new Map(),
  });
}

/** Nothing is computed again where the table is as the page wants it. */
async function lay(table: Link): Promise<void> {
  const state = readApp();
  const hasBoard = table.board !== null;
  if (tableKey(table, hasBoard) === tableKey(linkOfState(state), hasBoard)) {
    if (table.view === 'table' && state.runStatus !== 'running' && state.runStatus !== 'done') startRun();
    return;
  }
  await applyLink({ ...table, backend: state.setup.backend, run: true, rest: new Map([...table.rest, ...state.linkRest]) });
}

function veilOf(page: LessonPage, index: number) {
  if (!page.prediction || readLesson().revealed.has(index)) return 'none';
  return typeof page.veil === 'string' ? page.veil : page.veil.flatMap((ref) => layerOnTable(ref) ?? []);
}

function showLarge(page: LessonPage): void {
  const layerId = page.large === null ? null : layerOnTable(page.large);
  if (layerId === null) return;
  // In front of a class the presenter view shows it large; elsewhere the dialog does.
  if (!setPresentedLayer(layerId)) setView({ largeLayerId: layerId });
}

/** Shows the answer, whether or not there is a prediction. */
export function reveal(): void {
  const state = readLesson();
  const page = selectPage(state);
  if (!page || !selectIsAsking(state)) return;
  useLesson.setState({ revealed: new Set(state.revealed).add(state.page) });
  setVeil('none');
  showLarge(page);
}

/** On a page that asks, the answer; else the next page. False at the end. */
export function forward(): boolean {
  const state = readLesson();
  if (!state.lesson) return false;
  if (selectIsAsking(state)) {
    reveal();
    return true;
  }
  if (state.page >= state.lesson.pages.length - 1) return false;
  void turnTo(state.page + 1);
  return true;
}

export function back(): void {
  const { page } = readLesson();
  if (page > 0) void turnTo(page - 1);
}

/** The former state comes back, where there was one; a page that was opened for the lesson keeps what it shows. */
export async function leaveLesson(): Promise<void> {
  newestTurn++;
  stopFollowing?.();
  stopFollowing = null;
  useLesson.setState(NO_LESSON);
  useLessonDoor.setState({ request: null });
  setVeil('none');
  setView({ largeLayerId: null });
  writeLessonAddress(null);
  setLinkExtra('page', null);
  const snapshot = former;
  former = null;
  if (snapshot) await restoreSnapshot(snapshot);
}
