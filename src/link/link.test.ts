import { describe, expect, it } from 'vitest';
import type { LinkBoard } from './board';
import type { Link } from './link';
import { DEFAULT_LINK, formatLink, parseLink } from './link';

describe('parseLink', () => {
  it('gives the defaults for an empty hash', () => {
    for (const hash of ['', '#', '#v=1']) expect(parseLink(hash)).toEqual({ link: DEFAULT_LINK, problems: [] });
  });

  it('reads every key', () => {
    const { link, problems } = parseLink(
      '#v=1&model=vgg11-half&image=sample:cat-1&layers=conv1,conv2&metric=discarding&grid=16&budget=2.5' +
        '&noise=0.01&solver=reference&seed=42&pre=labels:coco&crop=0.1,0.2,0.5,0.25&foreground=box:8,8,24,24&damage=zeroed,0.5,3,conv2&backend=wasm&colours=viridis&run=1&view=board&quantity=relative',
    );
    expect(problems).toEqual([]);
    expect(link).toEqual({
      model: 'vgg11-half',
      image: 'sample:cat-1',
      preparation: { labels: { set: 'coco' } },
      crop: { x: 0.1, y: 0.2, width: 0.5, height: 0.25 },
      layers: ['conv1', 'conv2'],
      metric: 'discarding',
      target: null,
      foreground: { kind: 'box', box: { x0: 8, y0: 8, x1: 24, y1: 24 } },
      grid: 16,
      budget: 2.5,
      noise: 0.01,
      solver: 'reference',
      seed: 42,
      damage: { way: 'zeroed', share: 0.5, seed: 3, layerId: 'conv2' },
      backend: 'wasm',
      colours: 'viridis',
      run: true,
      view: 'board',
      quantity: 'relative',
      board: null,
      rest: new Map(),
    });
  });

  it('decodes addresses and keeps a plus a plus', () => {
    const { link } = parseLink('#image=url:https%3A%2F%2Fexample.org%2Fa%20b%26c.png&model=url:/m/a+b/model.json');
    expect(link.image).toBe('url:https://example.org/a b&c.png');
    expect(link.model).toBe('url:/m/a+b/model.json');
  });

  it('keeps unknown keys and writes them back', () => {
    const { link, problems } = parseLink('#tabs=2&look=a%26b&seed=3');
    expect(problems).toEqual([]);
    expect([...link.rest]).toEqual([['tabs', '2'], ['look', 'a&b']]);
    expect(formatLink(link)).toBe('#v=1&seed=3&tabs=2&look=a%26b');
  });

  it.each([
    ['grid', ['0', '513', '1.5', '-3', 'many', '', '1e2', '0x10']],
    ['budget', ['0', '-1', '10001', 'NaN', 'Infinity', '', '1,5']],
    ['noise', ['0', '0.51', 'loud', '-0.1', '']],
    ['seed', ['-1', '1.5', '4294967296', 'x', '']],
    ['solver', ['slow', '']],
    ['backend', ['cuda', 'WASM', '']],
    ['run', ['yes', '2', '']],
    ['view', ['wall', '']],
    ['quantity', ['both', '']],
    ['colours', ['rainbow', 'Viridis', '']],
    ['layers', ['', ',']],
    ['metric', ['beauty', 'attribution:', 'attribution:beauty', '']],
    ['target', ['-1', '1.5', 'cat', '']],
    ['model', ['', 'url:', 'url:javascript:alert(1)']],
    ['foreground', ['', 'box:1,2,3', 'box:4,0,4,9', 'box:-1,0,4,9', 'box:0,0,1.5,9', 'circle:4,4,2', 'rle:4x4:g', 'rle:2x2:0.5', 'bits:8x1:gAA', 'bits:8x1:AA', 'bits:8x1:_w']],
    ['image', ['', 'cat', 'sample:', 'url:', 'url:file:///etc/passwd', 'dropped:cat.png']],
    ['v', ['2', '', 'one']],
  ])('names a bad %s and uses the default', (key, values) => {
    for (const value of values) {
      const { link, problems } = parseLink(`#${key}=${encodeURIComponent(value)}`);
      expect(link, value).toEqual(DEFAULT_LINK);
      expect(problems, value).toHaveLength(1);
      expect(problems[0], value).toContain(value.replace(/^dropped:/, ''));
    }
  });

  it('reads every metric and what an attribution explains', () => {
    expect(parseLink('#metric=reconstruction').link.metric).toBe('reconstruction');
    expect(parseLink('#metric=attribution:smoothgrad&target=3').link).toMatchObject({ metric: 'attribution:smoothgrad', target: 3 });
    expect(parseLink('#target=predicted').link.target).toBe('predicted');
    expect(parseLink('#metric=attribution:beauty').problems[0]).toMatch(/smoothgrad/);
  });

  it('names a broken escape instead of throwing, and reads the rest', () => {
    const { link, problems } = parseLink('#image=sample:%E0%A4%A&seed=9');
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('%E0%A4%A');
    expect(link).toEqual({ ...DEFAULT_LINK, seed: 9 });
  });

  it('takes the first of two values and says so', () => {
    const { link, problems } = parseLink('#seed=1&seed=2');
    expect(link.seed).toBe(1);
    expect(problems).toHaveLength(1);
  });
});

describe('formatLink', () => {
  it('leaves out defaults but not the version', () => {
    expect(formatLink(DEFAULT_LINK)).toBe('#v=1');
  });

  it('keeps addresses readable', () => {
    expect(formatLink({ ...DEFAULT_LINK, image: 'url:https://example.org/a?b=1&c#d' })).toBe(
      '#v=1&image=url:https://example.org/a%3Fb%3D1%26c%23d',
    );
  });

  it('survives the round trip, whatever the values', () => {
    const random = seededRandom(7);
    for (let i = 0; i < 500; i++) {
      const link = randomLink(random);
      const { link: back, problems } = parseLink(formatLink(link));
      expect(problems).toEqual([]);
      expect(back).toEqual(link);
      expect([...back.rest]).toEqual([...link.rest]);
    }
  });
});

function randomLink(random: () => number): Link {
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)]!;
  const word = () => Array.from({ length: 1 + Math.floor(random() * 8) }, () => pick([...'aZ09_-./+&=#%?:@ é雪😀~'])).join('');
  const id = () => `n${word()}`;
  return {
    model: pick([null, id(), `url:https://example.org/${word()}`]),
    preparation: pick([
      null,
      { labels: { set: 'coco' } },
      {
        input: { width: 224, height: 160, mean: [0.485, 0.456, 0.406], std: [0.229, 0.003922, 1], fit: 'letterbox', channelOrder: 'bgr', layout: 'nchw' },
        pictureInput: word(), output: word(), constants: { [id()]: -0.5 },
      },
    ]),
    image: pick([null, `sample:${word()}`, `url:/p/${word()}`]),
    crop: pick([null, { x: 0.125, y: 0, width: 0.5, height: 0.333333 }]),
    layers: pick(['auto', 'all', [...new Set([id(), id(), id()])]]),
    metric: 'attribution:occlusion',
    damage: pick([null, { way: 'noised', share: 0.25, seed: 4294967295, layerId: id() }]),
    target: 4,
    foreground: pick([null, { kind: 'box', box: { x0: 0, y0: 2, x1: 7, y1: 3 } }]),
    grid: pick([null, 'full', 1 + Math.floor(random() * 512)]),
    budget: pick([1.5, random() * 1e4 + 1e-9, 1e-7]),
    noise: pick([0.0025, 'paper', random() * 0.5 + 1e-9]),
    solver: pick(['fast', 'reference']),
    seed: pick([1, 0, 2 ** 32 - 1, Math.floor(random() * 2 ** 32)]),
    backend: pick(['auto', 'webgpu', 'webgl', 'wasm', 'cpu']),
    colours: pick([null, 'inferno', 'viridis', 'cividis', 'grey']),
    run: pick([true, false]),
    view: pick(['table', 'board']),
    quantity: pick(['absolute', 'relative']),
    board: pick([null, randomBoard(pick, word, id)]),
    rest: new Map([[`x${word()}`, word()], [`y${word()}`, '']]),
  };
}

type Pick = <Value>(values: readonly Value[]) => Value;

function randomBoard(pick: Pick, word: () => string, id: () => string): LinkBoard {
  const link = () => `url:https://example.org/${word()}`;
  const network = (model: string) => ({ model, name: model, preparation: pick([null, { output: word() }]) });
  const picture = (image: string) => ({ image, name: image, crop: pick([null, { x: 0.5, y: 0, width: 0.25, height: 1 }]) });
  const spec = { metric: 'discarding', budget: 1.5, noise: 0.0025, grid: null, solver: 'fast', seed: 1, target: 'features', variant: null } as const;
  const pane = () => ({ network: pick([0, 1]), picture: pick([0, 1]), spec: pick([0, 1]), layer: pick([{ id: id() }, { id: `@${word()}` }, { depth: 0.3333 }]), scale: pick(['shared', 'own'] as const) });
  const panes = [pane(), pane(), pane()];
  const { network: hiddenNetwork, picture: hiddenPicture, spec: hiddenSpec } = panes[0]!;
  return {
    networks: [network(id()), network(link())],
    pictures: [picture(`sample:${word()}`), picture(link())],
    specs: [spec, { ...spec, metric: 'attribution:grad-cam', target: 3, budget: 3, noise: 'paper', grid: 16, solver: 'reference', seed: 9, variant: { kind: 'randomised', segments: 2, seed: 5 } }],
    panes,
    curves: pick(['panes', 'auto', 'all']),
    pair: pick([null, { a: 0, b: 2, mode: 'difference' }]),
    hidden: pick([[], [{ network: hiddenNetwork, picture: hiddenPicture, spec: hiddenSpec }]]),
    zoom: pick([null, { scale: 2.5, x: 0.125, y: 1 }]),
  };
}

/** Mulberry-style 32-bit generator; any will do. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
