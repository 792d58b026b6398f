import { describe, expect, it } from 'vitest';
import { formatLink, parseLink } from './link';

const BOARD = '#v=1&view=board&networks=resnet20~vgg11-half&pictures=sample:cat&metrics=discarding&panes=1.1.1:stem~2.1.1:@0.5!own';
const board = (hash: string) => parseLink(hash).link.board;

describe('a link of a board', () => {
  it('is read, and written as it was', () => {
    expect(board(BOARD)).toMatchObject({
      networks: [{ model: 'resnet20' }, { model: 'vgg11-half' }],
      pictures: [{ image: 'sample:cat', crop: null }],
      specs: [{ metric: 'discarding', budget: 1.5, grid: null, target: 'features', variant: null }],
      panes: [
        { network: 0, picture: 0, spec: 0, layer: { id: 'stem' }, scale: 'shared' },
        { network: 1, layer: { depth: 0.5 }, scale: 'own' },
      ],
      curves: 'panes',
      pair: null, hidden: [], zoom: null,
    });
    expect(formatLink(parseLink(BOARD).link)).toBe(BOARD);
    expect(parseLink(BOARD).problems).toEqual([]);
  });

  it('has what is not as usual with each item', () => {
    const hash = `${BOARD.replace('metrics=discarding', 'metrics=discarding!budget:3,noise:paper,seed:2,variant:rescaled/factor=10~attribution:grad-cam!target:7')}&curves=all&pair=2,1,slider&hidden=2.1.1&zoom=4,0.3,0.6`;
    expect(board(hash)).toMatchObject({
      specs: [{ budget: 3, noise: 'paper', seed: 2, variant: { kind: 'rescaled', factor: 10 } }, { metric: 'attribution:grad-cam', target: 7 }],
      curves: 'all',
      pair: { a: 1, b: 0, mode: 'slider' }, hidden: [{ network: 1, picture: 0, spec: 0 }], zoom: { scale: 4, x: 0.3, y: 0.6 },
    });
    expect(formatLink(parseLink(hash).link)).toMatch(/&hidden=2\.1\.1&zoom=4,0\.3,0\.6$/);
    expect(board('#v=1&networks=a&pictures=sample:b!0.5,0,0.5,1&panes=1.1.1:x')).toMatchObject({ pictures: [{ crop: { x: 0.5, width: 0.5 } }], specs: [{ metric: 'discarding' }] });
  });

  it('carries damage of layers by any name', () => {
    const damaged = { kind: 'damaged', way: 'shuffled', share: 0.25, seed: 3, layerId: 'a/b~c!d,e 1:0' } as const;
    const link = parseLink(BOARD).link;
    const hash = formatLink({ ...link, board: { ...link.board!, specs: [{ ...link.board!.specs[0]!, variant: damaged }] } });
    expect(parseLink(hash).problems).toEqual([]);
    expect(board(hash)!.specs).toMatchObject([{ variant: damaged }]);
  });

  it('names what it cannot carry or understand, and keeps the rest', () => {
    const { link, problems } = parseLink(
      '#v=1&view=board&networks=resnet20~dropped:mine.onnx&pictures=sample:cat~dropped:sea.jpg~sea.jpg&metrics=entropy~discarding!budget:-1,colour:red' +
        '&panes=1.1.1:stem~2.1.1:stem~1.2.1:stem~1.3.1:stem~1.1.2:@2~4.1.1:stem~stem~1.1.2:@1&curves=some&pair=1,9,slider&hidden=stem~3.1.1&zoom=4,2,0',
    );
    expect(link.board!.panes).toEqual([
      { network: 0, picture: 0, spec: 0, layer: { id: 'stem' }, scale: 'shared' },
      { network: 0, picture: 0, spec: 1, layer: { depth: 1 }, scale: 'shared' },
    ]);
    expect(link.board!.specs[1]!.budget).toBe(1.5);
    for (const named of ['mine.onnx', 'sea.jpg', 'pictures=sea.jpg', 'metric=entropy', 'budget=-1', 'colour', '1.1.2:@2', 'network 4', '“stem”', 'curves=some', 'pair=1,9,slider', 'hidden=stem', 'zoom=4,2,0']) {
      expect(problems.filter((problem) => problem.includes(named)), named).not.toEqual([]);
    }
    expect(problems).toHaveLength(13);
    expect(link.rest.size).toBe(0);
  });

  it('has a pair only of maps that are there', () => {
    const hash = '#v=1&networks=a~dropped:b&pictures=sample:c&panes=1.1.1:x~2.1.1:x~1.1.1:y';
    expect(board(`${hash}&pair=1,3,difference`)!.pair).toEqual({ a: 0, b: 1, mode: 'difference' });
    expect(board(`${hash}&pair=1,2,difference`)!.pair).toBeNull();
  });
});
