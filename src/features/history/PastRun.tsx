import { useEffect, useMemo, useRef, useState } from 'react';
import type { PastRunInfo } from '../../records/pastRun';
import { mapReading } from '../../state/mapReading';
import { deletePastRuns, openPastRun, renamePastRun } from '../../state/pastRuns';
import { useApp } from '../../state/store';
import { Icon } from '../../ui/Icon';
import { historyTexts as texts } from '../../ui/textsHistory';
import { metricTexts } from '../../ui/textsMetrics';
import { dateText } from '../../ui/textsRecords';
import { createPastStrip } from '../../views/pastStrip';
import { sharedDomain } from '../../views/sharedDomain';

/** The maps in the viewer's colours, on a scale of their own. */
function Strip({ info }: { info: PastRunInfo }) {
  const host = useRef<HTMLSpanElement>(null);
  const view = useApp((state) => state.view);
  const reading = useMemo(() => mapReading(info.metric, { ...view, quantity: 'absolute' }), [info.metric, view]);
  useEffect(() => {
    const strip = createPastStrip(host.current!);
    const maps = info.strip.maps.map(({ values }) => ({ values, offset: 0, include: [] }));
    strip.update({ ...info.strip, table: reading.table, domain: sharedDomain(maps, reading.domainShape) });
    return () => strip.destroy();
  }, [info, reading]);
  return <span className="past-strip" ref={host} aria-hidden="true" />;
}

function Renaming({ info, done }: { info: PastRunInfo; done: () => void }) {
  const [name, setName] = useState(info.name ?? '');
  return (
    <form
      className="past-renaming"
      onSubmit={(event) => {
        event.preventDefault();
        done();
        void renamePastRun(info.id, name);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        event.nativeEvent.stopImmediatePropagation();
        done();
      }}
    >
      <input
        className="number-input"
        data-testid="past-name"
        aria-label={texts.nameLabel}
        placeholder={texts.namePlaceholder}
        maxLength={80}
        // Whoever presses the pencil wants to write.
        ref={(input) => input?.focus()}
        value={name}
        onChange={(event) => setName(event.target.value)}
        onBlur={done}
      />
    </form>
  );
}

export function PastRun({ info }: { info: PastRunInfo }) {
  const [isRenaming, setRenaming] = useState(false);
  const { id, networkTitle, pictureName, metric, budget, layerIds, meanGainNats, createdAt, seed } = info;
  const title = info.name ?? `${networkTitle} · ${pictureName}`;
  const figures = [
    metricTexts(metric).short,
    ...(metric === 'discarding' || metric === 'reconstruction' ? [texts.budget(budget)] : []),
    ...(meanGainNats === null ? [] : [texts.gain(meanGainNats)]),
    texts.layers(layerIds.length),
    ...(seed === 1 ? [] : [texts.seed(seed)]),
  ];
  return (
    <li className="past-run" data-testid="past-run">
      <button type="button" className="past-open" data-testid="past-open" title={texts.open(title)} onClick={() => void openPastRun(id)}>
        <Strip info={info} />
        {!isRenaming && <span className="past-title">{title}</span>}
        {info.name !== null && !isRenaming && <span className="past-line">{`${networkTitle} · ${pictureName}`}</span>}
        <span className="past-line">{figures.join(' · ')}</span>
        <span className="past-line">{dateText(createdAt)}</span>
      </button>
      {isRenaming && <Renaming info={info} done={() => setRenaming(false)} />}
      <span className="past-tools">
        <button type="button" className="tool" data-testid="past-rename" aria-label={texts.rename(title)} title={texts.rename(title)} onClick={() => setRenaming(true)}>
          <Icon name="pencil" />
        </button>
        <button type="button" className="tool" data-testid="past-delete" aria-label={texts.delete(title)} title={texts.delete(title)} onClick={() => void deletePastRuns([id])}>
          <Icon name="close" />
        </button>
      </span>
    </li>
  );
}
