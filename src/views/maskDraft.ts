/** What the editor knows while something is being drawn: from pointer and keys to gestures, and from those to masks. No DOM. */
import type { MaskCombination, MaskSize, PixelMask } from '../core/mask';
import { countInside } from '../core/mask';
import type { PlanePoint } from '../core/maskShapes';
import type { MaskGesture, MaskTool } from './maskGesture';
import { withGesture } from './maskGesture';

export interface MaskDraftOptions {
  /** Of the picture; null while there is none. */
  readonly size: MaskSize | null;
  readonly mask: PixelMask | null;
  readonly tool: MaskTool;
  readonly combination: MaskCombination;
  /** In pixels of the picture. */
  readonly brushDiameter: number;
  /** What is said aloud; pixels are counted from 0. */
  readonly words: {
    cursor(x: number, y: number, isInside: boolean): string;
    corner(x: number, y: number): string;
    vertex(count: number): string;
    dropped(): string;
    drawn(pixels: number, all: number): string;
  };
}

export interface MaskDraftEvents {
  readonly onDraw: (mask: PixelMask) => void;
  readonly onUndo: () => void;
  /** Escape, with nothing begun. */
  readonly onLeave: () => void;
  /** Under the pointer or the cursor; null when the pointer leaves. */
  readonly onPixel: (pixel: { x: number; y: number } | null) => void;
  /** For a live region. */
  readonly onSay: (words: string) => void;
}

export interface PressedKey {
  readonly key: string;
  readonly shiftKey: boolean;
  /** Control, or Command. */
  readonly isCommand: boolean;
}

export interface MaskDraft {
  readonly gesture: MaskGesture | null;
  /** The pixel that the keyboard is at; null while it was not used. */
  readonly cursor: PlanePoint | null;
  readonly hovered: PlanePoint | null;
  setOptions(options: MaskDraftOptions): void;
  /** The pointer comes down at a point of the plane, in pixels of the picture. */
  begin(point: PlanePoint, combination: MaskCombination): void;
  /** The pointer went through these, `isDrawing` or not; null where it left. */
  move(points: readonly PlanePoint[] | null, isDrawing: boolean): void;
  /** The stroke becomes part of the mask; one that covers no pixel does not. */
  finish(): void;
  drop(): void;
  /** Whether the key means something here. */
  press(key: PressedKey): boolean;
  /** The keyboard goes elsewhere. */
  leave(): void;
}

const STEPS: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const FAR_STEP = 8;

export function createMaskDraft(initial: MaskDraftOptions, events: MaskDraftEvents): MaskDraft {
  let options = initial;
  let gesture: MaskGesture | null = null;
  let cursor: PlanePoint | null = null;
  let hovered: PlanePoint | null = null;

  function finish() {
    const done = gesture;
    gesture = null;
    const mask = done && options.size && withGesture(options.mask, done, options.size);
    if (!mask) return;
    events.onDraw(mask);
    events.onSay(options.words.drawn(countInside(mask), mask.inside.length));
  }

  function escape() {
    if (!gesture) return events.onLeave();
    gesture = null;
    events.onSay(options.words.dropped());
  }

  function step([dx, dy]: readonly [number, number], by: number, size: MaskSize) {
    const from = cursor ?? hovered ?? middleOf(size);
    cursor = pixelAt({ x: from.x + by * dx, y: from.y + by * dy }, size);
    if (gesture?.kind === 'box') gesture = { ...gesture, to: cursor };
    events.onPixel(cursor);
    events.onSay(options.words.cursor(cursor.x, cursor.y, options.mask?.inside[cursor.y * size.width + cursor.x] === 1));
  }

  /** Space or Enter: the next thing to be done at the cursor. */
  function act(closes: boolean, size: MaskSize) {
    const at = (cursor ??= hovered ?? middleOf(size));
    events.onPixel(at);
    if (gesture?.kind === 'pixel-lasso') gesture = { ...gesture, pixels: [...gesture.pixels, at] };
    else if (gesture) return finish();
    else gesture = begun(options, at, null, options.combination);
    if (gesture.kind === 'brush' || (gesture.kind === 'pixel-lasso' && closes)) return finish();
    events.onSay(gesture.kind === 'pixel-lasso' ? options.words.vertex(gesture.pixels.length) : options.words.corner(at.x, at.y));
  }

  return {
    get gesture() {
      return gesture;
    },
    get cursor() {
      return cursor;
    },
    get hovered() {
      return hovered;
    },
    setOptions(next) {
      const { tool, size } = options;
      if (next.tool !== tool || next.size?.width !== size?.width || next.size?.height !== size?.height) gesture = null;
      options = next;
    },
    begin(point, combination) {
      cursor = null;
      if (options.size) gesture = begun(options, pixelAt(point, options.size), point, combination);
    },
    move(points, isDrawing) {
      const { size } = options;
      const last = points?.at(-1);
      hovered = size && last ? pixelAt(last, size) : null;
      events.onPixel(hovered);
      if (!isDrawing || !size) return;
      for (const point of points ?? []) gesture &&= extended(gesture, point, size);
    },
    finish,
    drop: () => (gesture = null),
    press({ key, shiftKey, isCommand }) {
      const { size } = options;
      const direction = STEPS[key];
      if (!size) return false;
      if (isCommand && key.toLowerCase() === 'z') {
        gesture = null;
        events.onUndo();
      } else if (isCommand) return false;
      else if (key === 'Escape') escape();
      else if (direction) step(direction, shiftKey ? FAR_STEP : 1, size);
      else if (key === ' ' || key === 'Enter') act(key === 'Enter', size);
      else return false;
      return true;
    },
    leave() {
      cursor = null;
      gesture = null;
      events.onPixel(null);
    },
  };
}

/** `point` is where a pointer came down; the keyboard has pixels only. */
function begun({ tool, brushDiameter }: MaskDraftOptions, at: PlanePoint, point: PlanePoint | null, combination: MaskCombination): MaskGesture {
  if (tool === 'box') return { kind: 'box', combination, from: at, to: at };
  if (tool === 'lasso') return point ? { kind: 'lasso', combination, vertices: [point] } : { kind: 'pixel-lasso', combination, pixels: [at] };
  // A brush that replaced what there is could paint one stroke only.
  return { kind: 'brush', combination: combination === 'replace' ? 'add' : combination, pixels: [at], diameter: brushDiameter };
}

function extended(gesture: MaskGesture, point: PlanePoint, size: MaskSize): MaskGesture {
  const pixel = pixelAt(point, size);
  switch (gesture.kind) {
    case 'box':
      return { ...gesture, to: pixel };
    case 'brush': {
      const last = gesture.pixels.at(-1)!;
      return last.x === pixel.x && last.y === pixel.y ? gesture : { ...gesture, pixels: [...gesture.pixels, pixel] };
    }
    case 'lasso':
      return { ...gesture, vertices: [...gesture.vertices, point] };
    default:
      return gesture;
  }
}

function middleOf(size: MaskSize): PlanePoint {
  return { x: Math.floor(size.width / 2), y: Math.floor(size.height / 2) };
}

/** The pixel that a point lies in; beyond the picture, the nearest one. */
function pixelAt(point: PlanePoint, size: MaskSize): PlanePoint {
  const clamp = (value: number, count: number) => Math.min(count - 1, Math.max(0, Math.floor(value)));
  return { x: clamp(point.x, size.width), y: clamp(point.y, size.height) };
}
