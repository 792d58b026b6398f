import { useState } from 'react';
import { attributionMethod } from '../../core/spec';
import { downloadBlob } from '../../export/downloadBlob';
import { exportFileName } from '../../export/exportFileName';
import { batchToCsv } from '../../state/batch/batch';
import { batchProgress, clearBatch, continueBatch, pauseBatch, readBatch, useBatch } from '../../state/batch/batchStore';
import { boardQueue } from '../../state/board/queueHandle';
import { useBoard } from '../../state/board/boardStore';
import { batchTexts as texts } from '../../ui/textsBatch';
import { metricTexts } from '../../ui/textsMetrics';
import { duration } from '../../ui/textsRuns';

function saveCsv() {
  const { batch, results } = readBatch();
  if (!batch) return;
  downloadBlob(new Blob([batchToCsv(batch, results)], { type: 'text/csv' }), exportFileName(batch.model.title, texts.fileName(batch.pictures.length), 'csv'));
}

function goOn() {
  void boardQueue();
  continueBatch();
}

/** How far it is, and what can be done with it. */
export function BatchHead() {
  const state = useBatch();
  const runs = useBoard((board) => board.runs);
  const [isSure, setSure] = useState(false);
  const { batch } = state;
  if (!batch) return null;
  const { done, failed, share, secondsLeft } = batchProgress(state, runs);
  const count = batch.pictures.length;
  const isOver = done + failed === count;
  const line = isOver && failed === 0 ? texts.finished(count) : batch.isPaused ? texts.paused(done, count) : texts.progress(done, count);
  const { metric, budget } = batch.spec;
  const words = [
    texts.subject(batch.model.title, batch.layers.length, metricTexts(metric).title, attributionMethod(metric) === null ? budget : null),
    ...(failed > 0 ? [texts.failed(failed)] : []),
    ...(secondsLeft !== null && !batch.isPaused && !isOver ? [texts.left(duration(secondsLeft))] : []),
  ];
  return (
    <header className="headline">
      <div className="headline-words">
        <h1 data-testid="batch-status" data-done={done} data-of={count}>{line}</h1>
        <div className={`progress is-${isOver ? 'done' : batch.isPaused ? 'cancelled' : 'running'}`}>
          <div className="progress-track" role="progressbar" aria-label={texts.mode} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(100 * share)}>
            <div className="progress-bar" style={{ transform: `scaleX(${share})` }} />
          </div>
          <p className="progress-words">{words.join(' · ')}</p>
        </div>
      </div>
      <div className="headline-tools">
        <button type="button" className="quiet" data-testid="batch-csv" disabled={state.results.size === 0} onClick={saveCsv}>{texts.csv}</button>
        <button
          type="button" className="quiet" data-testid="batch-discard"
          onClick={() => (isSure || state.results.size === 0 ? void clearBatch() : setSure(true))} onBlur={() => setSure(false)}
        >
          {isSure ? texts.discardSure : texts.discard}
        </button>
        {isOver && failed === 0 ? null : batch.isPaused || isOver ? (
          <button type="button" className="action" data-testid="batch-continue" onClick={goOn}>{texts.goOn}</button>
        ) : (
          <button type="button" className="action" data-testid="batch-pause" onClick={pauseBatch}>{texts.pause}</button>
        )}
      </div>
      <p className="visually-hidden" aria-live="polite">{isOver || batch.isPaused ? line : ''}</p>
    </header>
  );
}
