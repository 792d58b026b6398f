import { beforeEach, describe, expect, it } from 'vitest';
import { subject } from '../../testing/boardParts';
import { addPanes, EMPTY_BOARD, movePane, readBoard, writeBoard } from './boardStore';
import type { Product } from './product';
import { boardLayout, productPanes } from './product';
import { DEFAULT_BOARD_SPEC, layerRefKey } from './subject';

const product = (change: Partial<Product>): Product => ({
  networks: [subject('one').model], pictures: [subject('one').picture], specs: [DEFAULT_BOARD_SPEC], layers: [{ id: 'a' }], ...change,
});
const put = (change: Partial<Product>) => addPanes(productPanes(product(change)));
const [one, two] = [subject('one').model, subject('two').model];
const depths = [{ depth: 0 }, { depth: 0.5 }, { depth: 1 }];
const gradCam = { ...DEFAULT_BOARD_SPEC, metric: 'attribution:grad-cam', target: 'predicted' } as const;

beforeEach(() => writeBoard({ ...EMPTY_BOARD }));

describe('a product', () => {
  it('of layers and networks has a column for each layer and a row for each network', () => {
    put({ networks: [one, two], layers: depths });
    const layout = boardLayout(readBoard())!;
    expect(layout).toMatchObject({ across: 'layer', down: ['network'] });
    expect(layout.rows.map((row) => row.map(({ layer }) => layerRefKey(layer)).join(' '))).toEqual(['@0 @0.5 @1', '@0 @0.5 @1']);
    expect(layout.rows.map((row) => new Set(row.map(({ runKey }) => readBoard().runs.get(runKey)!.model.link)))).toEqual([new Set(['one']), new Set(['two'])]);
  });

  it('of networks and metrics at one layer has a column for each network', () => {
    put({ networks: [one, two], specs: [DEFAULT_BOARD_SPEC, gradCam] });
    expect(boardLayout(readBoard())).toMatchObject({ across: 'network', down: ['metric'] });
  });

  it('of everything tells rows apart by all that differs', () => {
    put({ networks: [one, two], pictures: [subject('one', 'cat').picture, subject('one', 'dog').picture], specs: [DEFAULT_BOARD_SPEC, gradCam], layers: depths });
    const layout = boardLayout(readBoard())!;
    expect(layout).toMatchObject({ across: 'layer', down: ['network', 'picture', 'metric'] });
    expect(layout.rows).toHaveLength(8);
  });

  it('is none any more when a pane is moved, and in a single row', () => {
    put({ networks: [one, two], layers: depths });
    movePane(readBoard().panes[0]!.id, 4);
    expect(boardLayout(readBoard())).toBeNull();
    writeBoard({ ...EMPTY_BOARD });
    put({ layers: depths });
    expect(boardLayout(readBoard())).toBeNull();
  });
});
