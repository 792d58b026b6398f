import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { PixelMask } from '../core/mask';
import { emptyMask, invertMask } from '../core/mask';
import { boxMask } from '../core/maskShapes';
import type { LinkForeground } from '../link/foreground';
import {
  clearForeground,
  drawForeground,
  foregroundForLink,
  foregroundOfRun,
  invertForeground,
  placeLinkForeground,
  selectCanUndo,
  selectCurve,
  selectDrawnMask,
  selectForeground,
  selectForegroundTooLong,
  undoForeground,
} from './foreground';
import type { ShownRun, TableModel, TablePicture } from './store';
import { INITIAL_STATE, readApp, writeApp } from './store';
import { setView } from './viewActions';

vi.mock('../pictures/openMask', () => ({ openMask: vi.fn<() => never>() }));

const SIZE = { width: 8, height: 6 };
const BOX = { x0: 1, y0: 1, x1: 5, y1: 4 };
const mask = boxMask(SIZE, BOX);
const other = boxMask(SIZE, { x0: 0, y0: 0, x1: 2, y1: 2 });

const model = (width: number) => ({ link: 'net', card: { input: { width, height: 6 } } }) as TableModel;
const picture = (name: string) => ({ link: `sample:${name}`, opened: { name, sha256: name } }) as TablePicture;
const said = () => readApp().messages.flatMap(({ topic, lines }) => (topic === 'foreground' ? lines : []));
const foreground = () => selectForeground(readApp());

function placeLink(linked: LinkForeground, image: string | null = null) {
  writeApp({ linkForeground: { foreground: linked, image } });
  placeLinkForeground();
}

beforeEach(() => writeApp({ ...INITIAL_STATE, model: model(8), picture: picture('cat') }));

describe('drawing a foreground', () => {
  it('is shown as concentration, and can be undone stroke by stroke', () => {
    expect(selectCurve(readApp())).toBe('mean');
    drawForeground(mask);
    drawForeground(other);
    expect(foreground()).toEqual(other);
    expect(selectCurve(readApp())).toBe('concentration');
    undoForeground();
    expect(foreground()).toEqual(mask);
    undoForeground();
    expect(foreground()).toBeNull();
    expect(selectCanUndo(readApp())).toBe(false);
    expect(selectCurve(readApp())).toBe('mean');
  });

  it('keeps an empty or full mask on the canvas, compares nothing with it, and says why', () => {
    drawForeground(mask);
    drawForeground(emptyMask(SIZE));
    expect(said()).toEqual([expect.stringMatching(/empty/)]);
    expect(foreground()).toBeNull();
    expect(selectDrawnMask(readApp())).toEqual(emptyMask(SIZE));
    invertForeground();
    expect(said()).toEqual([expect.stringMatching(/8 × 6.*background/)]);
    expect(foreground()).toBeNull();
    undoForeground();
    undoForeground();
    expect(foreground()).toEqual(mask);
    expect(said()).toEqual([]);
  });

  it('is cleared without a word', () => {
    drawForeground(mask);
    clearForeground();
    expect(foreground()).toBeNull();
    expect(said()).toEqual([]);
    undoForeground();
    expect(foreground()).toEqual(mask);
  });

  it('does not change a curve that was chosen', () => {
    drawForeground(mask);
    setView({ curve: 'knowledge' });
    drawForeground(other);
    expect(selectCurve(readApp())).toBe('knowledge');
  });

  it('belongs to its picture and to the size the network sees, and is there again when they are', () => {
    drawForeground(mask);
    writeApp({ picture: picture('dog') });
    expect(foreground()).toBeNull();
    drawForeground(other);
    writeApp({ picture: picture('cat') });
    expect(foreground()).toEqual(mask);
    writeApp({ model: model(12) });
    expect(foreground()).toBeNull();
    writeApp({ model: model(8) });
    expect(foreground()).toEqual(mask);
    const run = { picture: picture('dog'), model: model(8) as unknown as ShownRun['model'] } as ShownRun;
    expect(foregroundOfRun(readApp(), run)).toEqual(other);
  });

  it('is not compared for attributions', () => {
    drawForeground(mask);
    writeApp({ setup: { ...readApp().setup, metric: 'attribution:occlusion' } });
    expect(selectCurve(readApp())).toBe('mean');
  });
});

describe('a foreground in the link', () => {
  it('is written while it is one that can be compared, and the picture one that can be linked', () => {
    expect(foregroundForLink(readApp())).toBeNull();
    drawForeground(mask);
    expect(foregroundForLink(readApp())).toEqual({ kind: 'box', box: BOX });
    writeApp({ picture: { ...picture('cat'), link: null } });
    expect(foregroundForLink(readApp())).toBeNull();
    writeApp({ picture: picture('cat') });
    drawForeground(emptyMask(SIZE));
    expect(foregroundForLink(readApp())).toBeNull();
  });

  it('is left out where it is too long, which the page can tell', () => {
    const size = { width: 200, height: 200 };
    writeApp({ model: { link: 'net', card: { input: size } } as TableModel });
    const chequered: PixelMask = { ...size, inside: Uint8Array.from({ length: 40_000 }, (_, i) => (i * 7919) % 3 & 1) };
    drawForeground(chequered);
    expect(foregroundForLink(readApp())).toBeNull();
    expect(selectForegroundTooLong(readApp())).toBe(true);
    drawForeground(boxMask(size, BOX));
    expect(selectForegroundTooLong(readApp())).toBe(false);
  });

  it('waits for picture and network, and is written back meanwhile', () => {
    const linked: LinkForeground = { kind: 'box', box: BOX };
    writeApp({ picture: null, linkForeground: { foreground: linked, image: 'sample:cat' } });
    placeLinkForeground();
    expect(foregroundForLink(readApp())).toEqual(linked);
    writeApp({ picture: picture('cat') });
    placeLinkForeground();
    expect(foreground()).toEqual(mask);
    expect(readApp().linkForeground).toBeNull();
  });

  it('is placed as painted', () => {
    placeLink({ kind: 'painted', mask: invertMask(mask) });
    expect(foreground()).toEqual(invertMask(mask));
    expect(said()).toEqual([]);
  });

  it.each<[string, LinkForeground, string | null, RegExp]>([
    ['a box beyond the picture', { kind: 'box', box: { x0: 0, y0: 0, x1: 9, y1: 2 } }, null, /0, 0 to 9, 2.*8 × 6/],
    ['a box that is everything', { kind: 'box', box: { x0: 0, y0: 0, x1: 8, y1: 6 } }, null, /8 × 6.*no background/],
    ['a mask of another size', { kind: 'painted', mask: boxMask({ width: 9, height: 6 }, BOX) }, null, /9 × 6.*8 × 6/],
    ['one of another picture', { kind: 'box', box: BOX }, 'sample:gone', /another picture/],
  ])('is refused for %s, in words', (_, linked, image, words) => {
    placeLink(linked, image);
    expect(foreground()).toBeNull();
    expect(said()).toEqual([expect.stringMatching(words)]);
  });
});
