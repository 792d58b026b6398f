import { describe, expect, it } from 'vitest';
import { decodeMap, encodeMap, type JudgedMethod, type Judgement, type MethodRecord } from './records';
import { type MethodRun, pairFigures, spread, summariseMethod } from './summary';

const CELLS = 64;
const ramp = Float32Array.from({ length: CELLS }, (_, i) => i / CELLS - 6);

function run(logSigma: Float32Array, passes: number, own: MethodRun['ownDistortion'] = null): MethodRun {
  return { logSigma, passes, seconds: 2, processorSeconds: 1, ownDistortion: own };
}

function judged(gainNats: number, optimumGain: number, distortion = 1.5): JudgedMethod {
  return {
    distortion, distortionCi95: 0.03, meanEntropyNatsAsRun: -4.4, meanEntropyNatsAtBudget: -4.5 + gainNats, gainNats,
    gainErrorNats: 0.001, shareOfOptimum: gainNats / optimumGain, shareError: 0.01,
  };
}

/** Two pictures whose optimum gains 0.1 and 0.3 nats. */
function fixture(picture: string, optimumGain: number, recipeGain: number, distortion: number) {
  const judgement: Judgement = {
    network: 'net', layer: 'layer', picture, settings: {}, software: { device: 'cpu', threads: 1 }, slope: 2,
    uniformEntropyNats: -4.5, uniformErrorNats: 0.001,
    methods: {
      recipe: judged(recipeGain, optimumGain, distortion), reference: judged(recipeGain, optimumGain),
      fast: judged(0.9 * optimumGain, optimumGain), optimum: judged(optimumGain, optimumGain),
    },
  };
  // A monotone function keeps every rank; the reversed map reverses them.
  return pairFigures(judgement, {
    recipe: run(ramp.map((value) => Math.exp(value)), 800),
    'recipe-again': run(ramp.toReversed(), 800),
    reference: run(ramp.map((value) => value ** 3), 800),
    fast: run(ramp, 96, { value: 1.53, ci95: 0.04 }),
    optimum: run(ramp, 10000),
  });
}

describe('figures of one layer and picture', () => {
  const figures = fixture('a', 0.1, 0.02, 1.2);

  it('correlates ranks: any monotone map agrees wholly, the reversed one not at all', () => {
    expect(figures.rankRecipeWithReference).toBeCloseTo(1, 12);
    expect(figures.rankRecipeWithItself).toBeCloseTo(-1, 12);
    expect(figures.methods['recipe']!.rankWithOptimum).toBeCloseTo(1, 12);
  });

  it('keeps what the judge says and what the run cost', () => {
    expect(figures.methods['recipe']).toMatchObject({ gainNats: 0.02, distortion: 1.2, passes: 800, processorSeconds: 1 });
    expect(figures.methods['fast']!.passes).toBe(96);
  });

  it("tells the engine's own distortion from the judge's in standard errors", () => {
    // Half-widths 0.04 and 0.03 add to 0.05, which is 1.96 errors; the difference is 0.03.
    expect(figures.methods['fast']!.ownDistortionZ).toBeCloseTo((0.03 / 0.05) * 1.96, 10);
    expect(figures.methods['recipe']!.ownDistortionZ).toBeNull();
  });

  it('refuses a judgement without its map', () => {
    const judgement: Judgement = {
      network: 'net', layer: 'layer', picture: 'a', settings: {}, software: { device: 'cpu', threads: 1 }, slope: 2,
      uniformEntropyNats: 0, uniformErrorNats: 0, methods: { fast: judged(0.1, 0.1) },
    };
    expect(() => pairFigures(judgement, { fast: run(ramp, 96) })).toThrow('net/layer/a: there is no map of "optimum"');
  });
});

describe('means over pictures', () => {
  const pairs = [fixture('a', 0.1, 0.02, 1.2), fixture('b', 0.3, 0.03, 1.65)];
  const recipe = summariseMethod(pairs, 'recipe', 1.5)!;

  it('gives mean and standard deviation', () => {
    expect(recipe.gainNats.mean).toBeCloseTo(0.025, 12);
    // Of two values: their distance over the square root of 2.
    expect(recipe.gainNats.std).toBeCloseTo(0.01 / Math.SQRT2, 12);
    expect(recipe.distortion.count).toBe(2);
  });

  it('averages shares picture by picture, and gives the share of the summed gain beside it', () => {
    expect(recipe.shareOfOptimum.mean).toBeCloseTo((0.2 + 0.1) / 2, 12);
    expect(recipe.shareOfSummedGain).toBeCloseTo(0.05 / 0.4, 12);
    expect(summariseMethod(pairs, 'optimum', 1.5)!.shareOfSummedGain).toBe(1);
  });

  it('finds the distortion furthest from the budget, on either side', () => {
    expect(recipe.worstDistortionMiss).toBeCloseTo(0.2, 12);
  });

  it('has no summary of a method that no pair has', () => {
    expect(summariseMethod(pairs, 'recipe-last', 1.5)).toBeNull();
  });

  it('gives no deviation of one value and refuses what is not a number', () => {
    expect(spread([3])).toEqual({ mean: 3, std: null, count: 1 });
    expect(() => spread([1, Number.NaN])).toThrow('no spread');
    expect(() => spread([])).toThrow('no spread');
  });
});

describe('records', () => {
  const record: MethodRecord = {
    network: 'net', layer: 'layer', picture: 'a', method: 'fast', settings: {}, passes: 96, seconds: 1, processorSeconds: 1,
    software: { device: 'wasm', threads: 1 }, details: {}, rows: 8, columns: 8, logSigmaFloat32Base64: encodeMap(ramp),
  };

  it('give a map back to the last bit, also from the middle of a buffer', () => {
    expect(decodeMap(record)).toEqual(ramp);
    const middle = new Float32Array([9, ...ramp, 9]).subarray(1, 1 + CELLS);
    expect(encodeMap(middle)).toBe(record.logSigmaFloat32Base64);
  });

  it('name the file whose map has another size', () => {
    expect(() => decodeMap({ ...record, rows: 9 })).toThrow('net/layer/a/fast.json: 64 cells, expected 9 x 8');
  });
});
