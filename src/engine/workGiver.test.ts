import { expect, it } from 'vitest';
import type { BatchWork } from '../core/batchWork';
import type { WorkId } from './protocol';
import { WorkGiver } from './workGiver';

const WORK: BatchWork = { kind: 'moves', layerIds: ['a'], noiseStd: 1, seed: 1, firstStream: 0, samples: 4 };

it('gives work away while somebody is free, and gets its own result back', async () => {
  const offered: WorkId[] = [];
  const giver = new WorkGiver((workId) => offered.push(workId), new AbortController().signal);
  expect(giver.give(WORK)).toBeNull();
  giver.areHelpersFree = true;
  const [first, second] = [giver.give(WORK), giver.give(WORK)];
  const resultOf = (value: number) => ({ rows: [Float32Array.of(value)], noise: null });
  giver.receive(offered[1]!, resultOf(2));
  giver.receive(offered[0]!, null);
  expect(await first).toBeNull();
  expect(await second).toEqual(resultOf(2));
});

it('waits no longer once the run is cancelled', async () => {
  const abort = new AbortController();
  const giver = new WorkGiver(() => undefined, abort.signal);
  giver.areHelpersFree = true;
  const waiting = giver.give(WORK);
  abort.abort();
  expect(await waiting).toBeNull();
  expect(giver.give(WORK)).toBeNull();
});
