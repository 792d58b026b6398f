import { describe, expect, it } from 'vitest';
import type { MaskCombination, PixelMask } from '../core/mask';
import { countInside } from '../core/mask';
import { boxMask, strokeMask } from '../core/maskShapes';
import type { MaskDraftOptions } from './maskDraft';
import { createMaskDraft } from './maskDraft';
import type { MaskTool } from './maskGesture';

const SIZE = { width: 12, height: 10 };
const words: MaskDraftOptions['words'] = {
  cursor: (x, y, isInside) => `at ${x} ${y}${isInside ? ' inside' : ''}`,
  corner: (x, y) => `corner ${x} ${y}`,
  vertex: (count) => `vertex ${count}`,
  dropped: () => 'dropped',
  drawn: (pixels, all) => `${pixels} of ${all}`,
};

/** A draft whose strokes become its mask, as the page's do. */
function table(tool: MaskTool, combination: MaskCombination = 'replace', first: PixelMask | null = null) {
  const said: string[] = [];
  const pixels: ({ x: number; y: number } | null)[] = [];
  let mask = first;
  let undone = 0;
  let left = 0;
  const options = (): MaskDraftOptions => ({ size: SIZE, mask, tool, combination, brushDiameter: 1, words });
  const draft = createMaskDraft(options(), {
    onDraw: (drawn) => {
      mask = drawn;
      draft.setOptions(options());
    },
    onUndo: () => undone++,
    onLeave: () => left++,
    onPixel: (pixel) => pixels.push(pixel),
    onSay: (text) => said.push(text),
  });
  const press = (...keys: readonly string[]) =>
    keys.map((key) => draft.press({ key: key.replace(/^(Shift|Control)\+/, ''), shiftKey: key.startsWith('Shift+'), isCommand: key.startsWith('Control+') }));
  return { draft, said, pixels, press, mask: () => mask, undone: () => undone, left: () => left };
}

describe('by keyboard', () => {
  it('moves from the middle by one or by eight, and stops at the edge', () => {
    const { press, said } = table('box', 'replace', boxMask(SIZE, { x0: 0, y0: 0, x1: 12, y1: 1 }));
    expect(press('ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowUp', 'ArrowUp')).toEqual([true, true, true, true]);
    expect(said).toEqual(['at 7 5', 'at 11 5', 'at 11 0 inside', 'at 11 0 inside']);
  });

  it('sets two corners of a box, whichever key and whichever way', () => {
    const { press, mask, said } = table('box');
    press('ArrowLeft', ' ', 'ArrowUp', 'ArrowUp', 'ArrowLeft', 'Enter');
    expect(mask()).toEqual(boxMask(SIZE, { x0: 4, y0: 3, x1: 6, y1: 6 }));
    expect(said).toContain('corner 5 5');
    expect(said.at(-1)).toBe('6 of 120');
  });

  it('paints pixel by pixel, never in place of what there is', () => {
    const { press, mask } = table('brush', 'replace');
    press(' ', 'ArrowRight', 'ArrowRight', ' ');
    expect(Array.from(mask()!.inside).flatMap((value, i) => (value ? [i] : []))).toEqual([5 * 12 + 6, 5 * 12 + 8]);
  });

  it('sets points of a lasso with Space and closes it with Enter', () => {
    const { press, mask, said } = table('lasso');
    press(' ', 'ArrowRight', 'ArrowRight', ' ', 'ArrowDown', 'ArrowDown', 'Enter');
    // A right triangle of legs 3, its edges in it.
    expect(countInside(mask()!)).toBe(6);
    expect(said.filter((text) => text.startsWith('vertex'))).toEqual(['vertex 1', 'vertex 2']);
  });

  it('drops with Escape what is begun, then leaves; undoes; lets other keys pass', () => {
    const { press, said, left, undone, mask } = table('box');
    press(' ', 'Escape');
    expect([said.at(-1), left()]).toEqual(['dropped', 0]);
    press('Escape', 'Control+z');
    expect([left(), undone(), mask()]).toEqual([1, 1, null]);
    expect(press('a', 'Tab', 'Control+c', 'PageDown')).toEqual([false, false, false, false]);
  });
});

describe('by pointer', () => {
  it('draws a box that follows beyond the edge', () => {
    const { draft, mask, pixels } = table('box');
    draft.begin({ x: 8.5, y: 7.2 }, 'replace');
    draft.move([{ x: 10, y: 8 }, { x: 40, y: -3 }], true);
    expect(pixels.at(-1)).toEqual({ x: 11, y: 0 });
    draft.finish();
    expect(mask()).toEqual(boxMask(SIZE, { x0: 8, y0: 0, x1: 12, y1: 8 }));
    expect(draft.gesture).toBeNull();
  });

  it('brushes along every point that it went through', () => {
    const { draft, mask } = table('brush', 'subtract', boxMask(SIZE, { x0: 0, y0: 0, x1: 12, y1: 10 }));
    draft.begin({ x: 1.5, y: 1.5 }, 'subtract');
    draft.move([{ x: 6.5, y: 1.5 }, { x: 6.6, y: 1.4 }, { x: 6.5, y: 8.5 }], true);
    draft.finish();
    expect(countInside(mask()!)).toBe(120 - countInside(strokeMask(SIZE, [{ x: 1, y: 1 }, { x: 6, y: 1 }, { x: 6, y: 8 }], 1)));
  });

  it('only hovers while it is not pressed, and keeps the mask when dropped', () => {
    const first = boxMask(SIZE, { x0: 0, y0: 0, x1: 3, y1: 3 });
    const { draft, mask, pixels } = table('box', 'replace', first);
    draft.move([{ x: 2.2, y: 3.9 }], false);
    draft.move(null, false);
    expect(pixels).toEqual([{ x: 2, y: 3 }, null]);
    draft.begin({ x: 5, y: 5 }, 'replace');
    draft.move([{ x: 9, y: 9 }], true);
    draft.drop();
    draft.finish();
    expect(mask()).toBe(first);
  });
});
