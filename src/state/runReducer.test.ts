import { describe, expect, it } from 'vitest';
import type { LayerMap, LayerStatus, RunEvent, RunId } from '../engine/protocol';
import { foldEvents, freshResults } from './runReducer';

const runId = 1 as RunId;
const map: LayerMap = { width: 1, height: 1, quantity: 'entropyNats', values: new Float32Array([-4]) };

function layerEvent(layerId: string, status: LayerStatus, withMap: LayerMap | null): RunEvent {
  const progress = { ...freshResults([layerId]).results.get(layerId)!.progress, status };
  return { type: 'layer', runId, progress, map: withMap };
}

describe('foldEvents', () => {
  it('keeps the last map when an event carries numbers only', () => {
    const folded = foldEvents(freshResults(['a']), [
      layerEvent('a', 'running', map),
      layerEvent('a', 'converged', null),
    ]);
    expect(folded.results.get('a')).toMatchObject({ map, progress: { status: 'converged' } });
  });

  it('marks layers still open when the run is cancelled, and leaves those that had ended', () => {
    const folded = foldEvents(freshResults(['a', 'b', 'c']), [
      layerEvent('a', 'converged', map),
      layerEvent('b', 'running', map),
      { type: 'runCancelled', runId },
    ]);
    expect([...folded.results.values()].map((result) => result.progress.status)).toEqual([
      'converged',
      'cancelled',
      'cancelled',
    ]);
    expect(folded.results.get('b')?.map).toBe(map);
  });

  it('takes the elapsed time from the end of the run', () => {
    const folded = foldEvents(freshResults(['a']), [
      { type: 'runProgress', runId, passes: 8, passLimit: 64, secondsElapsed: 1, secondsLeft: 7 },
      { type: 'runDone', runId, secondsElapsed: 8.5 },
    ]);
    expect(folded.totals).toMatchObject({ passes: 8, secondsElapsed: 8.5, secondsLeft: 0 });
  });

  it('does not touch the state it was given', () => {
    const before = freshResults(['a']);
    foldEvents(before, [layerEvent('a', 'running', map)]);
    expect(before.results.get('a')?.progress.status).toBe('queued');
  });
});
