import { beforeEach, describe, expect, it } from 'vitest';
import { loadedModel, subject } from '../../testing/boardParts';
import type { Pane } from './boardStore';
import { addPanes, clearBoard, duplicatePane, EMPTY_BOARD, MOST_PANES, movePane, readBoard, removePane, replacePane, takeBack, wantedLayers, writeBoard } from './boardStore';
import { boardKey, layerRefKey } from './subject';

const layers = () => readBoard().panes.map(({ layer }) => layerRefKey(layer)).join('');
const idOf = (layer: string) => readBoard().panes.find((pane: Pane) => layerRefKey(pane.layer) === layer)!.id;

beforeEach(() => {
  writeBoard({ ...EMPTY_BOARD });
  addPanes(['a', 'b', 'c'].map((id) => ({ subject: subject('one'), layer: { id } })));
});

describe('panes', () => {
  it('move to any place, and no further than the ends', () => {
    movePane(idOf('a'), 1);
    expect(layers()).toBe('bac');
    movePane(idOf('a'), 99);
    expect(layers()).toBe('bca');
    movePane(idOf('a'), -1);
    expect(layers()).toBe('abc');
  });

  it('are copied beside themselves, and share their run', () => {
    duplicatePane(idOf('b'));
    expect(layers()).toBe('abbc');
    expect(new Set(readBoard().panes.map(({ id }) => id)).size).toBe(4);
    expect(readBoard().runs.size).toBe(1);
  });

  it('go one by one or all together, and come back with their runs', () => {
    removePane(idOf('b'));
    expect(layers()).toBe('ac');
    takeBack();
    expect(layers()).toBe('abc');
    clearBoard();
    expect(readBoard()).toMatchObject({ panes: [], runs: new Map() });
    addPanes([{ subject: subject('two'), layer: { id: 'a' } }]);
    takeBack();
    expect(layers()).toBe('abca');
    expect(readBoard().runs.size).toBe(2);
    expect(readBoard().removed).toBeNull();
  });

  it('are given another subject in their place; the run that nobody shows any more goes', () => {
    for (const { id, layer } of readBoard().panes) replacePane(id, { subject: subject('two'), layer });
    expect(layers()).toBe('abc');
    expect([...readBoard().runs.keys()]).toEqual([boardKey(subject('two'))]);
  });

  it('are no more than the board holds', () => {
    addPanes(Array.from({ length: 100 }, () => ({ subject: subject('one'), layer: { id: 'a' } })));
    expect(readBoard().panes).toHaveLength(MOST_PANES);
  });
});

describe('the layers that are wanted of a run', () => {
  it('are those of its panes, by name or depth, and those of the curves, in the order of the network', () => {
    const { layers: known } = loadedModel('one');
    addPanes([{ subject: subject('one'), layer: { depth: 0.4 } }, { subject: subject('one'), layer: { id: 'nowhere' } }, { subject: subject('two'), layer: { id: 'c' } }]);
    removePane(idOf('a'));
    const [one, two] = [...readBoard().runs.values()];
    expect(wantedLayers(readBoard(), one!, known)).toEqual({ layerIds: ['b', 'c'], unknown: ['nowhere'] });
    expect(wantedLayers(readBoard(), two!, known).layerIds).toEqual(['c']);
    expect(wantedLayers({ ...readBoard(), curveLayers: 'all' }, two!, known).layerIds).toEqual(['a', 'b', 'c']);
  });
});
