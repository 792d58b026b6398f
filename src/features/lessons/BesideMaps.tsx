import { attributionMethod } from '../../core/spec';
import type { BesideRun } from '../../lessons/lesson';
import type { AsideResult } from '../../state/asideRuns';
import { runBeside } from '../../state/lessonEvidence';
import { selectIsAsking, selectPage, useLesson } from '../../state/lessonStore';
import { readLive } from '../../state/live';
import { mapReading } from '../../state/mapReading';
import { isOver } from '../../state/runReducer';
import { selectLayers } from '../../state/selectors';
import { readApp, useApp } from '../../state/store';
import { useSmallHeatmap } from '../../state/useSmallHeatmap';
import { mapLabel, layerStatusTexts } from '../../ui/texts';
import { lessonTexts as texts } from '../../ui/textsLessons';
import type { Domain } from '../../views/colourScale';
import { unsettledness } from '../../views/heatmap';
import { sharedDomain } from '../../views/sharedDomain';
import { writeValue } from '../../views/valueTicks';

interface OneMap {
  readonly run: BesideRun;
  readonly result: AsideResult;
}

/** Entropies share the table's scale; runs of one attribution share one among them, so that a change of magnitude is seen. */
function domainFor(run: BesideRun, all: readonly OneMap[]): Domain | null {
  const { view, setup } = readApp();
  const metric = run.metric ?? setup.metric;
  const { domainShape } = mapReading(metric, { ...view, quantity: 'absolute' });
  const maps = all.flatMap(({ run: other, result }) =>
    (other.metric ?? setup.metric) === metric && result.map ? [{ values: result.map.values, offset: 0, include: [] }] : [],
  );
  const table = metric === setup.metric && view.quantity === 'absolute' ? readLive().domain : null;
  const own = sharedDomain(maps, domainShape);
  if (!table || !own) return own ?? table;
  return [Math.min(table[0], own[0]), Math.max(table[1], own[1])];
}

function BesideMap({ run, result, domain }: OneMap & { domain: Domain | null }) {
  const picture = useApp((state) => state.fitted?.picture ?? null);
  const view = useApp((state) => state.view);
  const layer = useApp(selectLayers).find(({ id }) => id === result.progress.layerId);
  const reading = mapReading(run.metric ?? readApp().setup.metric, { ...view, quantity: 'absolute' });
  const { progress } = result;
  const host = useSmallHeatmap({
    picture, map: result.map, domain, offset: 0, table: reading.table,
    unsettled: isOver(progress.status) ? 0 : unsettledness(progress.passes),
  });
  const mean = progress.meanValue === null ? layerStatusTexts[progress.status] : writeValue(progress.meanValue, reading.units);
  return (
    <figure className="beside-map" data-testid={`beside-${run.name}-${progress.layerId}`} data-status={progress.status}>
      <div className="beside-field" style={{ ['--aspect' as string]: picture ? picture.width / picture.height : 1 }}>
        <div className="heatmap" ref={host} role="img" aria-label={mapLabel(reading.name, `${run.title}, ${layer?.title ?? ''}`, mean, layerStatusTexts[progress.status])}>
          <i className="crosshair" />
        </div>
      </div>
      <figcaption>
        <b>{run.title}</b> {layer?.depth} · {mean}
        {progress.error && <p>{progress.error.message}</p>}
      </figcaption>
    </figure>
  );
}

/** What ran beside the table, after the answer. */
export function BesideMaps() {
  const page = useLesson(selectPage);
  const beside = useLesson((state) => state.beside);
  const status = useLesson((state) => state.besideStatus);
  const error = useLesson((state) => state.besideError);
  const isAsking = useLesson(selectIsAsking);
  if (!page || page.beside.length === 0 || isAsking) return null;
  const all = page.beside.flatMap((run) => [...(beside.get(run.name)?.values() ?? [])].map((result) => ({ run, result })));
  const isAttribution = (run: BesideRun) => attributionMethod(run.metric ?? readApp().setup.metric) !== null;
  return (
    <section className="beside" data-testid="beside" data-status={status}>
      <div className="beside-maps">
        {all.map((one) => (
          <BesideMap key={`${one.run.name} ${one.result.progress.layerId}`} {...one} domain={domainFor(one.run, all.filter(({ run }) => isAttribution(run) === isAttribution(one.run)))} />
        ))}
      </div>
      {status === 'running' && <p className="lesson-hint">{texts.besideRunning}</p>}
      {(status === 'stopped' || status === 'failed') && (
        <p className="lesson-hint">
          {error ?? texts.besideStopped}{' '}
          <button type="button" className="link-action" onClick={() => void runBeside()}>
            {texts.besideAgain}
          </button>
        </p>
      )}
    </section>
  );
}
