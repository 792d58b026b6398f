/** Pointers, pinches and the wheel on something that shows a picture and a window on it; what comes of them as windows. */
import type { CropHandle, CropShape, CropSize, CropWindow } from '../core/cropWindow';
import { draggedWindow, movedWindow, scaledWindow } from '../core/cropWindow';

interface PicturePoint {
  readonly x: number;
  readonly y: number;
}

export interface CropSubject {
  readonly window: CropWindow;
  readonly picture: CropSize;
  readonly shape: CropShape;
}

export interface CropGestureOptions {
  /** What the gestures act on; null where there is nothing to crop. */
  readonly subject: () => CropSubject | null;
  /** From the screen to fractions of the picture, as things lay when the gesture began. */
  readonly pointOf: (client: { readonly clientX: number; readonly clientY: number }, begun: CropSubject) => PicturePoint;
  /** What a pointer takes hold of; null: the window, or the picture beneath it. */
  readonly handleAt: (event: PointerEvent) => CropHandle | null;
  /** 'window': it goes with the pointer, over the picture. 'picture': the picture goes with the pointer, under the window. */
  readonly moves: 'window' | 'picture';
  /** While the gesture goes on. */
  readonly onMove: (window: CropWindow) => void;
  /** It is over, or has paused. */
  readonly onSettle: (window: CropWindow) => void;
}

interface Gesture {
  readonly begun: CropSubject;
  readonly handle: CropHandle | null;
  /** Where each pointer came down, on the picture. */
  readonly from: ReadonlyMap<number, PicturePoint>;
}

/** A wheel has no end of its own. */
const WHEEL_PAUSE_MS = 220;
const PER_WHEEL_PIXEL = 0.0016;
/** What browsers send for a pinch on a touch pad is finer. */
const PER_PINCH_PIXEL = 0.01;
const WHEEL_LINE = 16;

const middle = (points: readonly PicturePoint[]): PicturePoint => ({
  x: points.reduce((sum, { x }) => sum + x, 0) / points.length,
  y: points.reduce((sum, { y }) => sum + y, 0) / points.length,
});

/** Returns how to let go. */
export function attachCropGestures(element: HTMLElement, options: CropGestureOptions): () => void {
  const now = new Map<number, PicturePoint>();
  let gesture: Gesture | null = null;
  let last: CropWindow | null = null;
  let wheelTimer: ReturnType<typeof setTimeout> | null = null;
  const listeners = new AbortController();
  const { signal } = listeners;

  function move(window: CropWindow) {
    last = window;
    options.onMove(window);
  }

  /** Also when a second finger comes or goes: what was done so far stands, and the gesture goes on from there. */
  function begin(clients: readonly PointerEvent[], handle: CropHandle | null) {
    const subject = options.subject();
    if (!subject) return;
    const begun = { ...subject, window: last ?? subject.window };
    const from = new Map(clients.map((client) => [client.pointerId, options.pointOf(client, begun)]));
    now.clear();
    for (const [id, point] of from) now.set(id, point);
    gesture = { begun, handle: from.size === 1 ? handle : null, from };
  }

  const held = new Map<number, PointerEvent>();
  element.addEventListener(
    'pointerdown',
    (event) => {
      if (held.size >= 2 || event.button !== 0 || !options.subject()) return;
      event.preventDefault();
      element.setPointerCapture(event.pointerId);
      held.set(event.pointerId, event);
      begin([...held.values()], options.handleAt(event));
    },
    { signal },
  );
  element.addEventListener(
    'pointermove',
    (event) => {
      if (!gesture || !held.has(event.pointerId)) return;
      held.set(event.pointerId, event);
      now.set(event.pointerId, options.pointOf(event, gesture.begun));
      move(windowOf(gesture, now, options.moves));
    },
    { signal },
  );
  const release = (event: PointerEvent) => {
    if (!held.delete(event.pointerId)) return;
    if (held.size > 0) return begin([...held.values()], null);
    gesture = null;
    const settled = last;
    last = null;
    if (settled) options.onSettle(settled);
  };
  element.addEventListener('pointerup', release, { signal });
  element.addEventListener('pointercancel', release, { signal });

  element.addEventListener(
    'wheel',
    (event) => {
      const subject = options.subject();
      if (!subject || held.size > 0) return;
      event.preventDefault();
      const begun = { ...subject, window: last ?? subject.window };
      const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? WHEEL_LINE : 1);
      const factor = Math.exp(pixels * (event.ctrlKey ? PER_PINCH_PIXEL : PER_WHEEL_PIXEL));
      move(scaledWindow(begun.window, factor, begun.picture, options.pointOf(event, begun)));
      if (wheelTimer !== null) clearTimeout(wheelTimer);
      wheelTimer = setTimeout(() => {
        const settled = last;
        last = null;
        if (settled) options.onSettle(settled);
      }, WHEEL_PAUSE_MS);
    },
    { signal, passive: false },
  );

  return () => {
    listeners.abort();
    if (wheelTimer !== null) clearTimeout(wheelTimer);
  };
}

function windowOf({ begun, handle, from }: Gesture, now: ReadonlyMap<number, PicturePoint>, moves: 'window' | 'picture'): CropWindow {
  const { window, picture, shape } = begun;
  const starts = [...from.values()];
  const ends = [...from.keys()].map((id) => now.get(id)!);
  if (handle) return draggedWindow(window, handle, ends[0]!, picture, shape);
  const start = middle(starts);
  const end = middle(ends);
  const way = moves === 'window' ? 1 : -1;
  const moved = movedWindow(window, way * (end.x - start.x), way * (end.y - start.y));
  if (starts.length < 2) return moved;
  const spread = distance(ends, picture) / Math.max(1e-9, distance(starts, picture));
  return scaledWindow(moved, moves === 'window' ? spread : 1 / spread, picture, moves === 'window' ? end : start);
}

function distance([one, other]: readonly PicturePoint[], picture: CropSize): number {
  return Math.hypot((one!.x - other!.x) * picture.width, (one!.y - other!.y) * picture.height);
}
