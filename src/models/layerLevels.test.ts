import { expect, it } from 'vitest';
import type { LayerInfo } from '../engine/protocol';
import { withLevels } from './layerLevels';

const offered = (...layers: readonly (readonly [id: string, kind: string, shape: readonly number[]])[]) =>
  withLevels(layers.map(([id, kind, shape], i): LayerInfo => ({ id, kind, shape, title: id, stage: '', depth: i + 1 })))
    .filter(({ inner }) => !inner)
    .map(({ id }) => id);

it('offers what blocks give out, the stem, what the classifier reads, and the scores', () => {
  expect(offered(
    ['stem', 'convolution', [16, 16, 8]], ['a', 'convolution', [16, 16, 8]], ['block1', 'block', [16, 16, 8]], ['b', 'convolution', [8, 8, 8]],
    ['block2', 'block', [8, 8, 16]], ['c', 'convolution', [8, 8, 16]], ['last', 'convolution', [8, 8, 16]], ['pool', 'pool', [16]], ['scores', 'dense', [10]],
  )).toEqual(['stem', 'block1', 'block2', 'last', 'scores']);
});

it('takes the tokens of a transformer for places like a picture’s rows', () => {
  const block = (i: number) => [[`norm${i}`, 'other', [17, 32]], [`attention${i}`, 'dense', [17, 96]], [`block${i}`, 'block', [17, 32]], [`mlp${i}`, 'dense', [17, 64]]] as const;
  expect(offered(['patches', 'convolution', [4, 4, 32]], ...block(0), ...block(1), ['norm', 'other', [17, 32]], ['scores', 'dense', [10]])).toEqual([
    'patches', 'block0', 'block1', 'norm', 'scores',
  ]);
});

it('offers the ends of stages where there are no blocks', () => {
  const conv = (id: string, side: number) => [id, 'convolution', [side, side, 8]] as const;
  expect(offered(conv('a', 32), conv('b', 32), conv('c', 16), conv('d', 16), conv('e', 8), conv('f', 8), conv('g', 4), conv('h', 4), ['scores', 'dense', [10]])).toEqual([
    'a', 'b', 'd', 'f', 'h', 'scores',
  ]);
});
