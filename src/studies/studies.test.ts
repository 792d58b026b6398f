/** Numbers of studies: depths matched, claims judged against brute force, the zoo's points, and the file that carries them. */
import { describe, expect, it } from 'vitest';
import { fillNormal } from '../core/random';
import { mean } from '../core/stats';
import type { Claim } from './claims';
import { CLAIM_IDS, CLAIMS, judge, pairVerdict } from './claims';
import { readStudyResult } from './readStudyResult';
import { STUDY_IDS } from './studyIds';
import type { NumbersOfNetwork } from './studyNumbers';
import { joinedPictures, valueAt, valuesAt } from './studyNumbers';
import type { StudyNetworkResult, StudyResult } from './studyResult';
import { formatStudyResult, metricsOf } from './studyResult';
import { zooCorrelation, zooOf, zooPoints } from './zoo';

const PICTURES = 40;

/** Values at the first, a middle and the last layer. */
function network(id: string, seed: number, offset = 0): NumbersOfNetwork {
  const layer = (name: string, relativeDepth: number, stream: number) => {
    const noise = new Float32Array(PICTURES);
    fillNormal(noise, seed, stream);
    const values = Array.from(noise, (value) => offset + stream + value);
    return { id: name, title: name, relativeDepth, values: { entropy: values, concentration: values.map((value) => value / 10) } };
  };
  return { id, layers: [layer('a', 0, 1), layer('b', 0.4, 2), layer('c', 1, 3)] };
}

const claim = (change: Partial<Claim>): Claim => ({ id: 'discards', source: 'said', metric: 'entropy', at: 1, from: null, pairs: [{ of: 'one', against: null }], ...change });

describe('a value at a depth', () => {
  const one = network('one', 1);
  const [a, b, c] = one.layers.map(({ values }) => values.entropy!);

  it('is the layer’s own, or on the line between its neighbours', () => {
    expect(valueAt(one, 'entropy', 0.4, 7)).toBe(b![7]);
    expect(valueAt(one, 'entropy', 0.1, 7)).toBeCloseTo(0.75 * a![7]! + 0.25 * b![7]!, 12);
    expect(valueAt(one, 'entropy', 0.85, 7)).toBeCloseTo(0.25 * b![7]! + 0.75 * c![7]!, 12);
    expect(valuesAt(one, 'entropy', 1)).toEqual(c);
  });

  it('is not known beyond the layers, without a neighbour’s number, or of a metric without numbers', () => {
    const late: NumbersOfNetwork = { id: 'late', layers: [{ id: 'x', title: 'x', relativeDepth: 0.5, values: { entropy: [1, null] } }, { id: 'y', title: 'y', relativeDepth: 1, values: { entropy: [2, 3] } }] };
    expect(valueAt(late, 'entropy', 0.2, 0)).toBeNull();
    expect(valueAt(late, 'entropy', 0.75, 0)).toBe(1.5);
    expect(valueAt(late, 'entropy', 0.75, 1)).toBeNull();
    expect(valueAt(late, 'gain', 1, 0)).toBeNull();
  });
});

describe('pictures run one by one', () => {
  const one = (id: string, layer: string, relativeDepth: number, value: number): NumbersOfNetwork => ({ id, layers: [{ id: layer, title: layer, relativeDepth, values: { entropy: [value] } }] });

  it('are one set of numbers, with gaps where a picture has none', () => {
    const both = joinedPictures([[one('a', 'last', 1, 5)], [one('b', 'last', 1, 7), { ...one('a', 'first', 0, 1), layers: [...one('a', 'first', 0, 1).layers, ...one('a', 'last', 1, 6).layers] }]]);
    expect(both.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(both[0]!.layers.map(({ id, values }) => [id, values.entropy])).toEqual([['first', [null, 1]], ['last', [5, 6]]]);
    expect(valuesAt(both[1]!, 'entropy', 1)).toEqual([null, 7]);
    expect(judge(claim({ pairs: [{ of: 'b', against: 'a' }] }), both).pairs[0]).toMatchObject({ spread: { count: 1, mean: 1, ci95: null }, verdict: 'one-for' });
  });
});

describe('a claim', () => {
  it('is judged picture by picture: what pictures have in common falls out of a comparison', () => {
    // The same pictures: the second network adds 0.02 with noise of 0.01, far below the spread of 1 over the pictures.
    const one = network('one', 1);
    const noise = new Float32Array(PICTURES);
    fillNormal(noise, 2, 9);
    const two: NumbersOfNetwork = { id: 'two', layers: one.layers.map((layer) => ({ ...layer, values: { entropy: layer.values.entropy!.map((value, i) => value! + 0.02 + 0.01 * noise[i]!) } })) };
    const [pair] = judge(claim({ pairs: [{ of: 'two', against: 'one' }] }), [one, two]).pairs;
    const byHand = Array.from(noise, (value) => 0.02 + 0.01 * value);
    expect(pair!.spread!.mean).toBeCloseTo(mean(byHand), 10);
    // Student's t for 39 degrees of freedom is 2.0227.
    const std = Math.sqrt(byHand.reduce((sum, value) => sum + (value - mean(byHand)) ** 2, 0) / (PICTURES - 1));
    expect(pair!.spread!.ci95).toBeCloseTo((2.0227 * std) / Math.sqrt(PICTURES), 5);
    expect(pair!.verdict).toBe('held');
    expect(judge(claim({ pairs: [{ of: 'one', against: 'two' }] }), [one, two]).verdict).toBe('failed');
  });

  it('of a rise takes the value before off, in the same network', () => {
    const one = network('one', 1);
    const rise = judge(claim({ from: 0 }), [one]).pairs[0]!.spread!;
    const byHand = one.layers[2]!.values.entropy!.map((value, i) => value! - one.layers[0]!.values.entropy![i]!);
    expect(rise.mean).toBeCloseTo(mean(byHand), 12);
    expect(rise.count).toBe(PICTURES);
  });

  it('has the verdict of its interval, of a single picture that of its sign', () => {
    const spread = (mean: number, ci95: number | null) => ({ count: 9, mean, std: 1, ci95, least: 0, most: 0 });
    expect([spread(1, 0.9), spread(-1, 0.9), spread(1, 1.1), spread(1, null), spread(-1, null), null].map(pairVerdict)).toEqual(['held', 'against', 'open', 'one-for', 'one-against', 'unknown']);
  });

  it('about several networks fails by one, and overlooks those without numbers', () => {
    const up = network('up', 1, 100);
    const down = network('down', 2, -100);
    const of = (...ids: string[]) => judge(claim({ pairs: ids.map((id) => ({ of: id, against: null })) }), [up, down]).verdict;
    expect([of('up'), of('up', 'nobody'), of('up', 'down'), of('nobody')]).toEqual(['held', 'held', 'failed', 'unknown']);
  });

  it('is there for every study, and every claim is some study’s', () => {
    for (const id of STUDY_IDS) expect(CLAIMS[id].length).toBeGreaterThan(0);
    expect(new Set(Object.values(CLAIMS).flat().map(({ id }) => id))).toEqual(new Set(CLAIM_IDS));
  });
});

const resultNetwork = (id: string, seed: number, offset: number): StudyNetworkResult => ({
  ...network(id, seed, offset), model: id, title: id.toUpperCase(), sha256: null, damage: null, rightShare: 0.5,
  layers: network(id, seed, offset).layers.map((layer) => ({ ...layer, finished: PICTURES, converged: PICTURES - 1 })),
});

const result = (networks: readonly StudyNetworkResult[]): StudyResult => ({
  study: 'depth', title: 'Depth', commands: ['npm run study -- depth'], createdAt: '2025-01-01T00:00:00.000Z', appVersion: '0.1.0',
  backend: { name: 'wasm', threads: 2, adapter: null }, settings: { metric: 'discarding' }, pictures: Array.from({ length: PICTURES }, (_, i) => `p${i}`), networks,
});

describe('the zoo', () => {
  const results = new Map([
    ['depth', result([resultNetwork('one', 1, 0), resultNetwork('two', 2, 1)])],
    ['families', result([resultNetwork('one', 3, 9), resultNetwork('three', 4, 2), { ...resultNetwork('hurt', 5, 3), model: 'one', damage: { way: 'zeroed', share: 0.5, seed: 1, layerId: 'a' } }])],
  ] as const);
  const cards = new Map(['one', 'two', 'three'].map((id, i) => [id, { training: { dataset: 'd', epochs: 1, seed: 1, command: '', testAccuracy: 0.9 - 0.1 * i, testPictures: 1 } }]));
  const zoo = zooOf(results, cards);

  it('has each network once, by its first study; a damaged one without the card’s accuracy', () => {
    expect(zoo.map(({ id, study, accuracy }) => [id, study, accuracy.test])).toEqual([['one', 'depth', 0.9], ['two', 'depth', 0.8], ['three', 'families', 0.7], ['hurt', 'families', null]]);
  });

  it('is correlated over the networks that have both numbers', () => {
    const points = zooPoints(zoo, 'entropy', 0.2, 'test');
    expect(points.map(({ network }) => network.id)).toEqual(['one', 'two', 'three']);
    expect(points[1]!.x.mean).toBeCloseTo(mean(valuesAt(zoo[1]!.result, 'entropy', 0.2).map(Number)), 12);
    // Offsets 0, 1, 2 against accuracies that fall: perfect order, for which there is no interval.
    expect(zooCorrelation(points)).toEqual({ networks: 3, rho: -1, interval: null });
    expect(zooCorrelation(points.slice(0, 2)).rho).toBeNull();
    expect(zooPoints(zoo, 'entropy', 0.2, 'pictures')).toHaveLength(4);
  });
});

describe('a result’s file', () => {
  const one = result([resultNetwork('one', 1, 0)]);
  const text = formatStudyResult(one);

  it('comes back as it was, to four decimals', () => {
    const read = readStudyResult(text, 'depth.json', 'depth');
    expect({ ...read, networks: [] }).toEqual({ ...one, networks: [] });
    const values = read.networks[0]!.layers[1]!.values.entropy!;
    values.forEach((value, i) => expect(Math.abs(value! - one.networks[0]!.layers[1]!.values.entropy![i]!)).toBeLessThanOrEqual(5.0001e-5));
    expect(metricsOf(read)).toEqual(['entropy', 'concentration']);
    expect(formatStudyResult(read)).toBe(text);
    const backends = [{ name: 'webgpu', threads: 1, adapter: 'a GPU', runs: 70 }, { name: 'wasm', threads: 1, adapter: null, runs: 50 }] as const;
    expect(readStudyResult(formatStudyResult({ ...one, backends }), 'depth.json', 'depth').backends).toEqual(backends);
  });

  interface Plain {
    format: string;
    study: string;
    networks: { layers: { converged: number; entropyNats: { values: number[] } }[] }[] | null;
  }

  const changed = (change: (plain: Plain) => void): string => {
    const plain = JSON.parse(text) as Plain;
    change(plain);
    return JSON.stringify(plain);
  };

  it.each([
    ['cut off', text.slice(0, 300), /“depth\.json” is not JSON .*npm run study:publish -- depth/],
    ['another format', changed((plain) => { plain.format = 'pixelsieve.run'; }), /format is "pixelsieve\.run", but must be one of pixelsieve\.studyResult\. Make it anew/],
    ['another study', changed((plain) => { plain.study = 'damage'; }), /study is "damage"/],
    ['no networks', changed((plain) => { plain.networks = null; }), /networks/],
    ['a value too few', changed((plain) => { plain.networks![0]!.layers[2]!.entropyNats.values.pop(); }), /networks\[0\]\.layers\[2\]\.entropyNats\.values is a list of 39, but must be a list of 40/],
    ['a mean that is not that of its values', changed((plain) => { plain.networks![0]!.layers[2]!.entropyNats.values[0]! += 1; }), /entropyNats\.mean is .* but must be the mean of its values/],
    ['layers out of order', changed((plain) => { plain.networks![0]!.layers.reverse(); }), /layers is a list of 3, but must be a list of layers, from first to last/],
    ['more settled runs than finished ones', changed((plain) => { plain.networks![0]!.layers[0]!.converged = 41; }), /converged is 41/],
  ])('is refused by name: %s', (_, broken, message) => {
    expect(() => readStudyResult(broken, 'depth.json', 'depth')).toThrow(message);
  });
});
