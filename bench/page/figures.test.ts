import { expect, it } from 'vitest';
import type { RecipeRun } from '../peer/recipe';
import { medianKnown, networkTargets, pageName, recipeName, REPORTED, roundFigures } from './figures';
import type { CurveVisit } from './visit';

const map = (passes: number, seconds: number) => ({ passes, seconds, ownSeconds: seconds, logSigmaFloat32Base64: '' });
const visit: CurveVisit = {
  threads: 2, chromium: '', dropToFirstMapMs: 100, runSeconds: 6, peakBytes: null, scriptBytes: { page: 0, workers: 0 },
  layers: {
    early: { status: 'converged', passes: 16, passesPerOwnSecond: 50, endedAfterSeconds: 5, maps: [map(8, 1), map(16, 2)] },
    late: { status: 'converged', passes: 96, passesPerOwnSecond: 20, endedAfterSeconds: 6, maps: [map(8, 1), map(16, 2), map(96, 4)] },
  },
};
const recipe: RecipeRun = {
  software: { torch: '2', device: 'cpu', threads: 2 }, memory: { beforeBytes: 1, peakBytes: 2 },
  layers: Object.fromEntries(['early', 'late'].map((layer) => [layer, {
    seconds: 10, passes: 800, reportedStep: 3, reportedMap: '', maps: [{ passes: 160, seconds: 2, logSigmaFloat32Base64: '' }, { passes: 800, seconds: 10, logSigmaFloat32Base64: '' }],
  }])),
};
const gain = (gainNats: number) => ({ gainNats, gainErrorNats: 0.001 });
const judged = {
  layers: {
    early: { [pageName(8)]: gain(0.009), [pageName(16)]: gain(0.01), [recipeName(160)]: gain(0.001), [recipeName(800)]: gain(0.002), [REPORTED]: gain(0.001) },
    late: {
      [pageName(8)]: gain(0.05), [pageName(16)]: gain(0.1), [pageName(96)]: gain(0.2),
      [recipeName(160)]: gain(0.02), [recipeName(800)]: gain(0.075), [REPORTED]: gain(0.04),
    },
  },
};
const attainable: Record<string, number> = { early: 0.01, late: 0.2 };
const figures = () => roundFigures('net', 'bird', visit, recipe, judged, (layer) => attainable[layer] ?? null);

it('a round: passes, shares, and who is better when', () => {
  const round = figures();
  const late = round.layers[1]!;
  expect(late.page.passesPerSecond).toBe(40);
  expect(late.recipe.passesPerSecond).toBe(80);
  expect(late.page.shareAfter).toEqual([0.5, 1]);
  // 0.19 nats, between 0.1 after 2 s and 0.2 after 4 s.
  expect(round.pageCurveAt95Seconds).toBeCloseTo(3.8, 9);
  expect(round.recipeCurveAt95Seconds).toBeNull();
  expect(round.recipeCurveSeconds).toBe(20);
  // The early layer has next to nothing to gain and does not hold the others up.
  expect(round.pageBetterThanReportedSeconds).toBe(1);
  expect(round.pageBetterThanBestSeconds).toBeCloseTo(1.5, 9);
});

it('targets: met, missed, not known', () => {
  const found = Object.fromEntries(networkTargets('net', [figures()]).map((target) => [target.what, target]));
  const of = (what: string) => Object.entries(found).find(([name]) => name.includes(what))![1];
  expect(of('16 passes')).toMatchObject({ found: 0.5, met: false });
  expect(of('96 passes')).toMatchObject({ found: 1, met: true });
  expect(of('whole curve').found).toBeCloseTo(20 / 3.8, 9);
  expect(of('final ones')).toMatchObject({ found: 20, met: true });
  expect(of('sample passes')).toMatchObject({ met: true });
  // At 0.5 nats to gain neither side ever has 95%: that is a miss, not something unknown.
  const never = networkTargets('net', [roundFigures('net', 'bird', visit, recipe, judged, () => 0.5)]);
  expect(never.find(({ what }) => what.includes('whole curve'))).toMatchObject({ found: 0, met: false });
  const unknown = networkTargets('net', [roundFigures('net', 'bird', visit, recipe, judged, () => null)]);
  expect(unknown.map(({ met }) => met)).toEqual([null, null, null, null, true]);
});

it('medianKnown: never, where half of the rounds or more never get there', () => {
  expect(medianKnown([1, 2, null])).toBe(2);
  expect(medianKnown([1, null])).toBeNull();
  expect(medianKnown([3, 1, 2])).toBe(2);
});
