import { memo, useState } from 'react';
import { depthOf, labelsOf } from '../../state/board/labels';
import type { BoardRun, Pane, PaneContent } from '../../state/board/boardStore';
import { changePane, contentOf, useBoard } from '../../state/board/boardStore';
import { shownMean } from '../../state/board/paneReading';
import { retryBoardRun } from '../../state/board/queueHandle';
import { mapReading } from '../../state/mapReading';
import { describeMap } from '../../state/mapWords';
import type { MapReading } from '../../state/mapReading';
import { useApp } from '../../state/store';
import { Icon } from '../../ui/Icon';
import { StatusMark } from '../../ui/StatusMark';
import { layerStatusTexts } from '../../ui/texts';
import { boardTexts } from '../../ui/textsBoard';
import { mapTexts } from '../../ui/textsMaps';
import { formatDistortion, formatValue, writeValue } from '../../views/valueTicks';
import { PaneChange } from './PaneChange';
import { PaneMap } from './PaneMap';
import { PaneHandle, PaneTools } from './PaneTools';

interface PaneCardProps {
  readonly pane: Pane;
  /** From 1. */
  readonly number: number;
}

/** What a layer's status is while its run waits, or has come to an end without it. */
function statusOf({ run, layer }: PaneContent) {
  const status = layer?.progress.status ?? 'queued';
  if (status !== 'queued' && status !== 'running' && status !== 'measuring') return status;
  if (run.status === 'failed') return 'failed';
  return run.status === 'cancelled' ? 'cancelled' : status;
}

export const PaneCard = memo(function PaneCard({ pane, number }: PaneCardProps) {
  const run = useBoard((board) => board.runs.get(pane.runKey));
  const view = useApp((state) => state.view);
  const [isChanging, setChanging] = useState(false);
  if (!run) return null;
  const content = contentOf({ runs: new Map([[run.key, run]]) }, pane)!;
  const reading = mapReading(run.spec.metric, view);
  const labels = labelsOf(content, pane.layer);
  const what = `${labels.network} · ${labels.layer}`;
  const status = statusOf(content);
  const mean = shownMean(content, reading);
  const seen = run.record?.picture.seen;
  const meanText = mean === null ? mapTexts.notKnown : writeValue(mean, reading.units, reading.signed);
  const settled = status === 'converged' || status === 'pass-limit' ? content.layer?.map : null;
  const words = settled ? describeMap(settled, reading) : '';
  const label = boardTexts.mapLabel(`${what} · ${labels.picture} · ${labels.metric}`, meanText, layerStatusTexts[status]);
  return (
    <article className={`pane is-${status}`} data-pane-id={pane.id} data-testid={`pane-${number}`} data-status={status} aria-label={`${boardTexts.pane(number)}: ${what}`}>
      <header className="pane-title">
        <PaneHandle pane={pane} number={number} what={what} />
        <strong>{labels.network}</strong>
        <LayerSelect pane={pane} run={run} number={number} layerId={content.info?.id ?? null} label={labels.layer} />
      </header>
      <div className="pane-line">
        <p title={`${labels.picture} · ${labels.metric}`}>{`${labels.picture} · ${labels.metric}`}</p>
        <PaneTools pane={pane} number={number} what={what} isChanging={isChanging} onChange={() => setChanging(!isChanging)} />
      </div>
      {isChanging && <PaneChange pane={pane} run={run} number={number} depth={depthOf(content)} />}
      <div className="pane-frame" style={{ ['--aspect' as string]: seen ? seen.width / seen.height : 1 }}>
        <PaneMap pane={pane} label={`${label} ${words}`} describedBy="board-map-hint" />
      </div>
      <PaneFigures content={content} pane={pane} reading={reading} mean={mean} status={status} />
    </article>
  );
});

interface LayerSelectProps {
  readonly pane: Pane;
  readonly run: BoardRun;
  readonly number: number;
  readonly layerId: string | null;
  readonly label: string;
}

/** The pane's layer, one step or any step away. */
function LayerSelect({ pane, run, number, layerId, label }: LayerSelectProps) {
  const layers = run.layers ?? [];
  if (layers.length === 0) return <span className="pane-layer">{label}</span>;
  const index = layers.findIndex(({ id }) => id === layerId);
  const choose = (id: string | undefined) => id !== undefined && changePane(pane.id, { layer: { id } });
  return (
    <span className="pane-layer">
      <button type="button" className="tool" aria-label={boardTexts.previousLayer} disabled={index <= 0} onClick={() => choose(layers[index - 1]?.id)}>
        <Icon name="left" />
      </button>
      <select aria-label={boardTexts.layerOf(number)} data-testid={`pane-layer-${number}`} value={layerId ?? ''} onChange={(event) => choose(event.target.value)}>
        {layerId === null && <option value="">{label}</option>}
        {layers.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
      <button type="button" className="tool" aria-label={boardTexts.nextLayer} disabled={index >= layers.length - 1} onClick={() => choose(layers[index + 1]?.id)}>
        <Icon name="right" />
      </button>
    </span>
  );
}

interface PaneFiguresProps {
  readonly content: PaneContent;
  readonly pane: Pane;
  readonly reading: MapReading;
  readonly mean: number | null;
  readonly status: ReturnType<typeof statusOf>;
}

/** The number with its unit, and how it stands; what went wrong, with another try. */
function PaneFigures({ content, pane, reading, mean, status }: PaneFiguresProps) {
  const { run, layer, info } = content;
  const { units, signed } = reading;
  const progress = layer?.progress;
  const isOver = status === 'converged' || status === 'pass-limit';
  const unknown = run.layers && !info && 'id' in pane.layer ? boardTexts.notInNetwork(run.record?.model.title ?? run.model.title, pane.layer.id) : null;
  const problem = unknown ?? progress?.error?.message ?? (status === 'failed' ? run.error : null);
  const words = run.status === 'loading' || run.status === 'waiting' ? boardTexts.status[run.status] : layerStatusTexts[status];
  return (
    <footer className="pane-figures">
      <span className="figure-mean">
        {mean === null ? '–' : formatValue(mean, units, signed)} <small>{mean === null || units === 'raw' ? '' : units}</small>
      </span>
      <span className="pane-state" title={progress?.statusReason}>
        <StatusMark status={status} />
        {isOver && progress?.distortion != null ? <span><i>g</i> = {formatDistortion(progress.distortion, progress.distortionCi95)}</span> : <span>{words}</span>}
      </span>
      {(problem !== null || status === 'cancelled') && (
        <div className="pane-problem" role={problem === null ? undefined : 'alert'}>
          {problem !== null && <p>{problem}</p>}
          {unknown === null && (
            <button type="button" className="quiet-action" onClick={() => void retryBoardRun(run.key)}>
              {boardTexts.retry}
            </button>
          )}
        </div>
      )}
    </footer>
  );
}
