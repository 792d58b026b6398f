/** The scales as people with one kind of cone less see them: simulated, then measured. */
import { describe, expect, it } from 'vitest';
import { COLOUR_SCHEMES } from '../core/colourSchemes';
import type { Lab, Vision } from '../testing/colourVision';
import { difference, labSeen, VISIONS } from '../testing/colourVision';
import { lookupTable } from './colourScale';

const visions = Object.keys(VISIONS) as Vision[];
/** So many steps can be told apart at a glance in a legend and a map. */
const STEPS = 8;
/** CIE L*. About 1 is just seen between patches that touch, some 3 between patches that do not. */
const LEAST_LIGHTNESS_STEP = 6;
/** CIE 1976; 2.3 is just noticed. */
const LEAST_DIFFERENCE = 8;
/** Between the same distance below and above zero, at the first step and at the others. */
const LEAST_SIDES = [20, 40, 40, 40];

function seen(scheme: Parameters<typeof lookupTable>[0], vision: Vision): readonly Lab[] {
  const table = lookupTable(scheme);
  return Array.from({ length: STEPS + 1 }, (_, i) => {
    const at = Math.round((i * 255) / STEPS) * 3;
    return labSeen([table[at]!, table[at + 1]!, table[at + 2]!], vision);
  });
}

describe.each(visions)('%s vision', (vision) => {
  it.each(COLOUR_SCHEMES)('%s darkens from step to step', (scheme) => {
    const labs = seen(scheme, vision);
    for (let i = 1; i < labs.length; i++) {
      expect(labs[i - 1]![0] - labs[i]![0], `step ${i}`).toBeGreaterThan(LEAST_LIGHTNESS_STEP);
      expect(difference(labs[i]!, labs[i - 1]!), `step ${i}`).toBeGreaterThan(LEAST_DIFFERENCE);
    }
  });

  it('the diverging scale darkens away from zero, and its sides are told apart', () => {
    const labs = seen('diverging', vision);
    const middle = STEPS / 2;
    for (let k = 1; k <= middle; k++) {
      const [low, high] = [labs[middle - k]!, labs[middle + k]!];
      expect(difference(low, labs[middle - k + 1]!), `${k} below`).toBeGreaterThan(LEAST_DIFFERENCE);
      expect(difference(high, labs[middle + k - 1]!), `${k} above`).toBeGreaterThan(LEAST_DIFFERENCE);
      expect(low[0], `${k} below`).toBeLessThan(labs[middle - k + 1]![0]);
      expect(high[0], `${k} above`).toBeLessThan(labs[middle + k - 1]![0]);
      expect(difference(low, high), `${k} on both sides`).toBeGreaterThan(LEAST_SIDES[k - 1]!);
    }
  });
});

describe('the simulation', () => {
  it('leaves greys grey, and full vision alone', () => {
    for (const vision of visions) {
      const [, a, b] = labSeen([128, 128, 128], vision);
      expect(Math.hypot(a, b), vision).toBeLessThan(1);
    }
    expect(labSeen([255, 255, 255], 'full')[0]).toBeCloseTo(100, 3);
    // Of sRGB's red, as CIE tables have it.
    expect(labSeen([255, 0, 0], 'full').map(Math.round)).toEqual([53, 80, 67]);
  });

  it('takes red and green, of one lightness, for one colour where a cone for them is missing', () => {
    const apart = (vision: Vision) => difference(labSeen([190, 90, 60], vision), labSeen([110, 120, 60], vision));
    for (const vision of ['protan', 'deutan'] as const) expect(apart(vision)).toBeLessThan(apart('full') / 2);
    expect(apart('tritan')).toBeGreaterThan(apart('full') / 2);
  });
});
