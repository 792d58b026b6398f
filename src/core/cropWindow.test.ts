import { describe, expect, it } from 'vitest';
import type { CropHandle, CropWindow } from './cropWindow';
import { centredWindow, cropOfWindow, draggedWindow, movedWindow, scaledWindow, shapedWindow, windowOfCrop } from './cropWindow';
import { fillNormal } from './random';

const PHOTO = { width: 640, height: 480 };
const SQUARE = { width: 32, height: 32 };
const WIDE = { width: 96, height: 64 };

/** Uniform in 0..1, a stream for each test. */
function uniforms(stream: number): () => number {
  const values = new Float32Array(4096);
  fillNormal(values, 11, stream);
  let next = 0;
  return () => Math.abs(values[next++ % values.length]! * 7.919) % 1;
}

function expectInside(window: CropWindow): void {
  for (const value of [window.x, window.y]) expect(value).toBeGreaterThanOrEqual(-1e-12);
  for (const value of [window.x + window.width, window.y + window.height]) expect(value).toBeLessThanOrEqual(1 + 1e-12);
  for (const value of [window.width, window.height]) expect(value).toBeGreaterThan(0);
}

const aspectOf = (window: CropWindow, picture: typeof PHOTO) => (window.width * picture.width) / (window.height * picture.height);

describe('the centred window', () => {
  it('is the largest of the shape', () => {
    expect(centredWindow(PHOTO, SQUARE)).toEqual({ x: 0.125, y: 0, width: 0.75, height: 1 });
    expect(cropOfWindow(null, PHOTO, SQUARE)).toEqual({ x: 80, y: 0, width: 480, height: 480 });
    expect(cropOfWindow(null, PHOTO, WIDE)).toEqual({ x: 0, y: 26, width: 640, height: 427 });
    expect(cropOfWindow(null, PHOTO, null)).toEqual({ x: 0, y: 0, width: 640, height: 480 });
  });

  it('has at least a pixel, however thin the picture', () => {
    expect(cropOfWindow(null, { width: 5000, height: 1 }, { width: 1, height: 300 })).toEqual({ x: 2499, y: 0, width: 1, height: 1 });
  });
});

describe('moving and scaling', () => {
  it('stops at the edges of the picture', () => {
    const window = { x: 0.2, y: 0.2, width: 0.5, height: 0.5 };
    expect(movedWindow(window, 9, -9)).toEqual({ x: 0.5, y: 0, width: 0.5, height: 0.5 });
    expect(scaledWindow(window, 100, PHOTO)).toEqual({ x: 0, y: 0, width: 1, height: 1 });
    const least = scaledWindow(window, 1e-9, PHOTO);
    expect(least.width * 640).toBeCloseTo(6.4, 9);
    expect(least.height).toBeCloseTo(least.width, 9);
  });

  it('keeps what lies under the anchor where it is in the window', () => {
    const window = { x: 0.2, y: 0.3, width: 0.4, height: 0.4 };
    const anchor = { x: 0.3, y: 0.6 };
    const scaled = scaledWindow(window, 0.5, PHOTO, anchor);
    expect((anchor.x - scaled.x) / scaled.width).toBeCloseTo((anchor.x - window.x) / window.width, 12);
    expect((anchor.y - scaled.y) / scaled.height).toBeCloseTo((anchor.y - window.y) / window.height, 12);
    expect(scaled.width).toBeCloseTo(0.2, 12);
  });

  it('never shrinks a window when it is told to grow, nor grows a small one to the least size', () => {
    const small = { x: 0.5, y: 0.5, width: 0.001, height: 0.001 };
    expect(scaledWindow(small, 0.5, PHOTO)).toEqual(small);
  });
});

describe('handles', () => {
  const handles: readonly CropHandle[] = [-1, 0, 1].flatMap((across) => [-1, 0, 1].map((down) => ({ across, down }) as CropHandle)).filter(({ across, down }) => across !== 0 || down !== 0);

  it('keep the shape, the picture and the side across, wherever they are dragged', () => {
    const random = uniforms(1);
    for (let i = 0; i < 400; i++) {
      const picture = { width: 20 + Math.floor(random() * 4000), height: 20 + Math.floor(random() * 4000) };
      const shape = random() < 0.5 ? SQUARE : WIDE;
      const start = scaledWindow(centredWindow(picture, shape), 0.3 + 0.6 * random(), picture, { x: random(), y: random() });
      for (const handle of handles) {
        const next = draggedWindow(start, handle, { x: 3 * random() - 1, y: 3 * random() - 1 }, picture, shape);
        expectInside(next);
        expect(aspectOf(next, picture) / (shape.width / shape.height)).toBeCloseTo(1, 9);
        if (handle.across > 0) expect(next.x).toBeCloseTo(start.x, 9);
        if (handle.across < 0) expect(next.x + next.width).toBeCloseTo(start.x + start.width, 9);
        if (handle.down > 0) expect(next.y).toBeCloseTo(start.y, 9);
        if (handle.down < 0) expect(next.y + next.height).toBeCloseTo(start.y + start.height, 9);
      }
    }
  });

  it('go where they are dragged: a square window on a square picture', () => {
    const window = { x: 0.25, y: 0.25, width: 0.5, height: 0.5 };
    const next = draggedWindow(window, { across: 1, down: 1 }, { x: 0.65, y: 0.5 }, { width: 100, height: 100 }, SQUARE);
    for (const [key, value] of Object.entries({ x: 0.25, y: 0.25, width: 0.4, height: 0.4 })) expect(next[key as 'x']).toBeCloseTo(value, 12);
  });

  it('are free where the window is', () => {
    const window = { x: 0.25, y: 0.25, width: 0.5, height: 0.5 };
    const wider = draggedWindow(window, { across: -1, down: 0 }, { x: 0.125, y: 0.9 }, PHOTO, null);
    expect(wider).toEqual({ x: 0.125, y: 0.25, width: 0.625, height: 0.5 });
    const least = draggedWindow(window, { across: 1, down: 1 }, { x: 0, y: 0 }, PHOTO, null);
    expect(least.width).toBeCloseTo(0.01, 9);
    expect(least.x).toBe(0.25);
  });
});

describe('another shape', () => {
  it('keeps centre and area where there is room', () => {
    const window = { x: 0.4, y: 0.4, width: 0.15, height: 0.2 };
    const next = shapedWindow(window, PHOTO, WIDE);
    expect(aspectOf(next, PHOTO)).toBeCloseTo(1.5, 12);
    expect(next.width * next.height).toBeCloseTo(0.03, 12);
    expect(next.x + next.width / 2).toBeCloseTo(0.475, 12);
  });

  it('stays within the picture', () => {
    const random = uniforms(2);
    for (let i = 0; i < 300; i++) {
      const width = 0.01 + 0.99 * random();
      const height = 0.01 + 0.99 * random();
      const window = { x: random() * (1 - width), y: random() * (1 - height), width, height };
      const next = shapedWindow(window, PHOTO, random() < 0.5 ? WIDE : SQUARE);
      expectInside(next);
    }
  });
});

describe('whole pixels', () => {
  it('are found again from the fractions that stand for them, as a link writes them', () => {
    const random = uniforms(3);
    for (let i = 0; i < 2000; i++) {
      const picture = { width: 4 + Math.floor(random() * 8000), height: 4 + Math.floor(random() * 8000) };
      const shape = [SQUARE, WIDE, { width: 300, height: 299 }, null][i % 4]!;
      const window = scaledWindow(centredWindow(picture, shape), 0.05 + 0.9 * random(), picture, { x: random(), y: random() });
      const crop = cropOfWindow(window, picture, shape);
      expectInside(windowOfCrop(crop, picture));
      const written = Object.fromEntries(Object.entries(windowOfCrop(crop, picture)).map(([key, value]) => [key, Number(value.toFixed(6))]));
      expect(cropOfWindow(written as unknown as CropWindow, picture, shape)).toEqual(crop);
    }
  });

  it('take the shape of the network where a window has another', () => {
    const crop = cropOfWindow({ x: 0, y: 0, width: 1, height: 1 }, PHOTO, SQUARE);
    expect(crop.width).toBe(crop.height);
  });
});
