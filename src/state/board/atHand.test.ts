import { describe, expect, it } from 'vitest';
import { loadedModel, subject } from '../../testing/boardParts';
import { layerRecord, RECORD } from '../../testing/runRecords';
import { networksAtHand, productCost, specsAtHand } from './atHand';
import { freshRun } from './boardStore';
import { boardKey, DEFAULT_BOARD_SPEC } from './subject';

const { layers } = loadedModel('one');
const chosen = subject('one');

function runWith(count: number) {
  const record = { ...RECORD, model: { ...RECORD.model, layers }, layers: layers.slice(0, count).map((info, i) => ({ ...layerRecord(info.id, i + 1, 'converged', [0, 0, 0, 0, 0, 0]), info })) };
  return new Map([[boardKey(chosen), { ...freshRun(chosen), layers, record }]]);
}

const product = (...networks: string[]) => ({ networks: networks.map((id) => subject(id).model), pictures: [chosen.picture], specs: [DEFAULT_BOARD_SPEC], layers: [{ depth: 0 }, { depth: 1 }] });

describe('what is at hand', () => {
  it('has the chosen network first, and each once', () => {
    const catalogue = ['two', 'one', 'three'].map((id) => ({ id, title: id, summary: '', path: '' }));
    const kept = [{ sha256: 'k', title: 'Mine', name: 'mine', address: null, bytes: 1, savedAt: '', choices: {} }];
    expect(networksAtHand(chosen, { catalogue }, kept, { runs: runWith(1) }).map(({ link, title }) => link ?? title)).toEqual(['one', 'two', 'three', 'Mine']);
  });

  it('has every metric of a damaged network twice: as it is, and as it was', () => {
    const damaged = { ...chosen, spec: { ...chosen.spec, variant: { kind: 'rescaled', factor: 2 } as const } };
    expect(specsAtHand(damaged)).toHaveLength(2 * specsAtHand(chosen).length);
  });
});

describe('the cost of a product', () => {
  it('counts what is not known, by the time that the like of it took', () => {
    // Each layer took 0.4 s on one of two threads; the last one is missing.
    expect(productCost(product('one'), runWith(1))).toEqual({ maps: 2, compute: 1, seconds: 0.2 });
    expect(productCost(product('one'), runWith(3))).toEqual({ maps: 2, compute: 0, seconds: 0 });
    expect(productCost(product('one', 'two'), runWith(3))).toEqual({ maps: 4, compute: 2, seconds: null });
  });
});
