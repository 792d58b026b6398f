/** Measures what a lesson's page speaks of, whenever the runs that it is measured on have ended, and runs those beside the table. */
import type { RunSpec } from '../core/spec';
import { defaultTarget } from '../core/spec';
import type { Evidence, MeasuredLayer } from '../lessons/evaluate';
import { evaluateAll, resolveLayer } from '../lessons/evaluate';
import type { BesideRun, LayerRef, LessonPage } from '../lessons/lesson';
import type { AsideResult, AsideStep } from './asideRuns';
import { runAside, stopAside } from './asideRuns';
import { selectForeground } from './foreground';
import type { BesideResults } from './lessonStore';
import { readLesson, selectPage, useLesson } from './lessonStore';
import { liveStore, readLive } from './live';
import { isOver } from './runReducer';
import { resolveSpec } from './setup';
import { readApp, useApp } from './store';

const NOTHING: ReadonlyMap<string, MeasuredLayer> = new Map();
const isMeasured = ({ progress }: MeasuredLayer) => progress.status === 'converged' || progress.status === 'pass-limit';

/** Results in the order of the network, once all of them have ended: before that, nobody knows which is the highest. */
function tableNow(): ReadonlyMap<string, MeasuredLayer> {
  const { runStatus, runWanted, shownRun } = readApp();
  const { results } = readLive();
  if (runStatus !== 'done' || runWanted || !shownRun) return NOTHING;
  return new Map(shownRun.spec.layerIds.flatMap((id) => {
    const result = results.get(id);
    return result && isMeasured(result) ? [[id, result] as const] : [];
  }));
}

function besideNow(results: BesideResults): Evidence['beside'] {
  const whole = [...results].filter(([, layers]) => [...layers.values()].every(({ progress }) => isOver(progress.status)));
  return new Map(whole.map(([name, layers]) => [name, new Map([...layers].filter(([, result]) => isMeasured(result)))]));
}

/** The layer that is meant on the table as it is now; null while it is not known. */
export function layerOnTable(ref: LayerRef): string | null {
  const { model, setup } = readApp();
  if (!model) return null;
  const { results } = readLive();
  return resolveLayer(ref, resolveSpec(setup, model.card).layerIds, (id) => results.get(id)?.progress.meanValue ?? null);
}

export function evidenceNow(): Evidence {
  const app = readApp();
  const { beside, measured } = readLesson();
  return {
    table: tableNow(),
    beside: besideNow(beside),
    foreground: selectForeground(app),
    knowledgeThresholdNats: app.view.knowledgeThresholdNats,
    probability: app.predictions?.[0]?.probability ?? null,
    measured,
  };
}

function remeasure(page: LessonPage): void {
  const before = readLesson().measured;
  const measured = evaluateAll(page, evidenceNow());
  const isSame = measured.size === before.size && [...measured].every(([name, value]) => before.get(name) === value);
  if (!isSame) useLesson.setState({ measured });
}

function specOf(run: BesideRun): RunSpec | null {
  const { model, setup } = readApp();
  if (!model) return null;
  const layerIds = [...new Set(run.layers.flatMap((ref) => layerOnTable(ref) ?? []))];
  if (layerIds.length === 0) return null;
  const metric = run.metric ?? setup.metric;
  return {
    ...resolveSpec(setup, model.card), metric, layerIds, variant: run.variant,
    target: run.metric === null && setup.target !== null ? setup.target : defaultTarget(metric),
    budget: run.budget ?? setup.budget,
    seed: run.seed ?? setup.seed,
  };
}

function put(name: string, result: AsideResult): void {
  const { beside } = readLesson();
  const layers = new Map(beside.get(name)).set(result.progress.layerId, result);
  useLesson.setState({ beside: new Map(beside).set(name, layers) });
}

/** The page's runs beside the table, one after the other; what they had given before is let go. */
export async function runBeside(): Promise<void> {
  const { page: index } = readLesson();
  const page = selectPage(readLesson());
  if (!page || page.beside.length === 0) return;
  const steps = page.beside.flatMap((run): AsideStep[] => {
    const spec = specOf(run);
    return spec ? [{ spec, onLayer: (result) => readLesson().page === index && put(run.name, result) }] : [];
  });
  useLesson.setState({ beside: new Map(), besideStatus: 'running', besideError: null });
  const settle = (besideStatus: 'done' | 'stopped' | 'failed', besideError: string | null = null) => {
    if (selectPage(readLesson()) === page && readLesson().besideStatus === 'running') useLesson.setState({ besideStatus, besideError });
  };
  try {
    settle(await runAside(steps, () => undefined));
  } catch (error) {
    settle('failed', error instanceof Error ? error.message : String(error));
  }
}

/** A table that has come to its end is what the runs beside it are compared with. */
function runBesideWhenReady(): void {
  const state = readLesson();
  const page = selectPage(state);
  if (page && page.beside.length > 0 && !state.isLaying && state.besideStatus === 'waiting' && tableNow().size > 0) void runBeside();
}

/** A burst of results is measured once. */
const AFTER_MS = 120;

/** Keeps the numbers of the page up to date until the returned function is called. */
export function followEvidence(): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const soon = () => {
    timer ??= setTimeout(() => {
      timer = null;
      const page = selectPage(readLesson());
      if (!page || readLesson().isLaying) return;
      remeasure(page);
      runBesideWhenReady();
    }, AFTER_MS);
  };
  const unsubscribes = [
    liveStore.subscribe((live, before) => live.results !== before.results && soon()),
    useApp.subscribe((state, before) => {
      // Another run of the table makes those beside it another's.
      if (state.shownRun !== before.shownRun) useLesson.setState({ beside: new Map(), besideStatus: 'waiting', besideError: null });
      if (state !== before) soon();
    }),
    useLesson.subscribe((state, before) => {
      if (state.beside !== before.beside || state.page !== before.page || state.isLaying !== before.isLaying) soon();
    }),
  ];
  return () => {
    for (const unsubscribe of unsubscribes) unsubscribe();
    if (timer !== null) clearTimeout(timer);
    stopAside();
  };
}
