import { describe, expect, it } from 'vitest';
import type { LayerRecord, RunRecord } from '../../records/runRecord';
import { loadedModel, subject } from '../../testing/boardParts';
import { layerRecord, RECORD } from '../../testing/runRecords';
import { DEFAULT_VIEW } from '../viewSettings';
import type { BoardRun, Pane } from './boardStore';
import { contentOf, freshRun } from './boardStore';
import { curveGroups, numbersRows } from './curveReading';
import { rowsAsTsv, sortedRows } from './numbersTable';
import { groupDomain, paneDomain, scaleGroups } from './paneReading';

const { layers } = loadedModel('one');

function runOf(model: string, metric: BoardRun['spec']['metric'], records: readonly LayerRecord[]): BoardRun {
  const record: RunRecord = { ...RECORD, model: { ...RECORD.model, title: model, layers }, layers: records };
  return { ...freshRun(subject(model, 'cat', { metric })), layers, record, status: 'done' };
}

function layer(index: number, mean: number, change: Partial<LayerRecord['progress']> = {}): LayerRecord {
  const record = layerRecord(layers[index]!.id, index + 1, 'converged', [mean - 1, mean, mean, mean, mean, mean + 1]);
  return { ...record, info: layers[index]!, progress: { ...record.progress, meanValue: mean, p10Value: mean - 0.5, p90Value: mean + 0.5, uniformValue: -4, gain: mean + 4, ...change } };
}

const one = runOf('one', 'discarding', [layer(0, -4), layer(2, -3)]);
const two = runOf('two', 'discarding', [layer(1, -3.5)]);
const gradient = runOf('one', 'attribution:gradient', [layer(0, 1e6)]);
const runs = new Map([one, two, gradient].map((run) => [run.key, run]));
const pane = (run: BoardRun, id: string, scale: Pane['scale'] = 'shared'): Pane => ({ id: `${run.key}-${id}`, runKey: run.key, layer: { id }, scale });

describe('curves of several runs', () => {
  it('stand against relative depth, one chart for each quantity, named by what tells them apart', () => {
    const [entropies, gradients] = curveGroups(runs, DEFAULT_VIEW);
    expect(entropies!.curves.map(({ label, points }) => [label, points.map(({ depth, mean, low, high }) => [depth, mean, low, high])])).toEqual([
      ['one', [[0, -4, -4.5, -3.5], [1, -3, -3.5, -2.5]]],
      ['two', [[0.5, -3.5, -4, -3]]],
    ]);
    expect(gradients).toMatchObject({ key: 'gradient', reading: { units: 'raw' } });
  });

  it('stand against their uniform noise where the scale is relative, and attributions stay', () => {
    const [entropies, gradients] = curveGroups(runs, { ...DEFAULT_VIEW, quantity: 'relative' });
    expect(entropies!.curves[0]!.points.map(({ mean }) => mean)).toEqual([0, 1]);
    expect(gradients!.curves[0]!.points[0]!.mean).toBe(1e6);
  });
});

describe('the table of numbers', () => {
  const rows = numbersRows(runs, DEFAULT_VIEW);

  it('sorts numbers as numbers and words as words, what is missing last either way', () => {
    const without = { ...rows[0]!, id: 'without', record: layer(0, 0, { meanValue: null }) };
    const means = (isDescending: boolean) => sortedRows([without, ...rows], { key: 'mean', isDescending }).map(({ record }) => record.progress.meanValue);
    expect(means(false)).toEqual([-4, -3.5, -3, 1e6, null]);
    expect(means(true)).toEqual([1e6, -3, -3.5, -4, null]);
    expect(sortedRows(rows, { key: 'network', isDescending: true })[0]!.network).toBe('two');
  });

  it('is copied as columns and lines', () => {
    const lines = rowsAsTsv([{ ...rows[0]!, picture: 'a\tb' }, rows[1]!]).split('\n').map((line) => line.split('\t'));
    expect(lines.map((cells) => cells.length)).toEqual([11, 11, 11]);
    expect(lines[1]).toContain('a b');
    expect(lines[1]).toContain('nats');
  });
});

describe('the scales of the board', () => {
  it('are shared by all panes of a quantity, and never across quantities', () => {
    const board = { runs, panes: [pane(one, 'a'), pane(gradient, 'a'), pane(two, 'b'), pane(one, 'c')] };
    const groups = scaleGroups(board, DEFAULT_VIEW);
    expect(groups.map(({ key, numbers }) => [key, numbers])).toEqual([['discarding', [1, 3, 4]], ['gradient', [2]]]);
    const [least, most] = groupDomain(board, groups[0]!)!;
    // From the 1st to the 99th percentile of all their pixels: about -5 to -2.
    expect(least).toBeLessThan(-4.5);
    expect(most).toBeGreaterThan(-2.5);
    expect(most).toBeLessThan(0);
  });

  it('leave out a pane that has its own', () => {
    const own = pane(one, 'c', 'own');
    const board = { runs, panes: [pane(one, 'a'), own] };
    const [group] = scaleGroups(board, DEFAULT_VIEW);
    const shared = groupDomain(board, group!)!;
    expect(shared[1]).toBeLessThan(-2.5);
    const ownScale = paneDomain(own, contentOf(board, own)!, group!.reading, shared)!;
    expect(ownScale[1]).toBeGreaterThan(-2.5);
    expect(paneDomain(board.panes[0]!, contentOf(board, board.panes[0]!)!, group!.reading, shared)).toBe(shared);
  });
});
