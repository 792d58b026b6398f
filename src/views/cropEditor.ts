/** The whole picture with the network's window on it, to be moved and sized by pointer, wheel, pinch and keys. */
import type { CropHandle, CropWindow } from '../core/cropWindow';
import { movedWindow, scaledWindow } from '../core/cropWindow';
import type { CropSubject } from './cropGestures';
import { attachCropGestures } from './cropGestures';

export interface CropEditorOptions extends CropSubject {
  readonly bitmap: ImageBitmap;
  /** Of what the network is fed: a step of the keys is one of its pixels. */
  readonly networkWidth: number;
  readonly label: string;
  /** Id of the element that says which keys do what. */
  readonly helpId: string;
}

export interface CropEditorEvents {
  readonly onMove: (window: CropWindow) => void;
  /** null: back to the middle. */
  readonly onSettle: (window: CropWindow | null) => void;
  readonly onLeave: () => void;
}

export interface CropEditor {
  update(options: CropEditorOptions): void;
  focus(): void;
  destroy(): void;
}

/** Long side of the canvas; enough for a print on a dense screen. */
const MOST_PIXELS = 1200;
const TALLEST_CSS = 'min(56vh, 460px)';
const KEY_PAUSE_MS = 250;
const KEY_FACTOR = 1.1;
const FAR = 10;

const STEPS: Record<string, readonly [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const SIDES = [-1, 0, 1] as const;

export function createCropEditor(host: HTMLElement, initial: CropEditorOptions, events: CropEditorEvents): CropEditor {
  const canvas = document.createElement('canvas');
  canvas.className = 'source-canvas';
  canvas.setAttribute('aria-hidden', 'true');
  // Its own sheet: the shade ends where the picture does, the handles do not.
  const shade = document.createElement('div');
  shade.className = 'crop-shade';
  const hole = shade.appendChild(document.createElement('i'));
  const frame = document.createElement('div');
  frame.className = 'source-crop crop-frame';
  const handles = createHandles(frame);
  host.append(canvas, shade, frame);
  host.tabIndex = 0;
  host.setAttribute('role', 'application');
  let options = initial;
  let drawn: ImageBitmap | null = null;

  const detach = attachCropGestures(host, {
    subject: () => options,
    pointOf: ({ clientX, clientY }) => {
      const box = host.getBoundingClientRect();
      return { x: (clientX - box.left) / box.width, y: (clientY - box.top) / box.height };
    },
    handleAt: (event) => handles.find(({ element }) => element === event.target)?.handle ?? null,
    moves: 'window',
    onMove: events.onMove,
    onSettle: events.onSettle,
  });
  const stopKeys = followKeys(host, () => options, events);

  function update(next: CropEditorOptions) {
    options = next;
    const { bitmap, window, picture, shape } = next;
    if (drawn !== bitmap) {
      drawWhole(canvas, bitmap);
      drawn = bitmap;
    }
    host.style.aspectRatio = `${picture.width} / ${picture.height}`;
    host.style.width = `min(100%, calc(${TALLEST_CSS} * ${picture.width / picture.height}))`;
    host.classList.toggle('is-tiny', Math.max(picture.width, picture.height) < MOST_PIXELS / 6);
    host.setAttribute('aria-label', next.label);
    host.setAttribute('aria-describedby', next.helpId);
    for (const { style } of [frame, hole]) {
      style.left = `${100 * window.x}%`;
      style.top = `${100 * window.y}%`;
      style.width = `${100 * window.width}%`;
      style.height = `${100 * window.height}%`;
    }
    for (const { element, handle } of handles) element.hidden = shape !== null && (handle.across === 0 || handle.down === 0);
  }

  update(initial);
  return {
    update,
    focus: () => host.focus({ preventScroll: true }),
    destroy() {
      detach();
      stopKeys();
      canvas.remove();
      shade.remove();
      frame.remove();
    },
  };
}

function createHandles(frame: HTMLElement): readonly { readonly element: HTMLElement; readonly handle: CropHandle }[] {
  const handles = SIDES.flatMap((down) => SIDES.map((across) => ({ across, down }))).filter(({ across, down }) => across !== 0 || down !== 0);
  return handles.map((handle) => {
    const element = document.createElement('i');
    element.className = 'crop-handle';
    element.dataset['handle'] = `${['n', '', 's'][handle.down + 1]}${['w', '', 'e'][handle.across + 1]}`;
    element.style.left = `${50 * (handle.across + 1)}%`;
    element.style.top = `${50 * (handle.down + 1)}%`;
    frame.append(element);
    return { element, handle };
  });
}

/** Keys held down repeat: only their end counts. */
function followKeys(host: HTMLElement, options: () => CropEditorOptions, { onMove, onSettle, onLeave }: CropEditorEvents): () => void {
  let last: CropWindow | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  function settle() {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (last) onSettle(last);
    last = null;
  }
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isLeaving = event.key === 'Escape' || event.key === 'Enter';
    const next = isLeaving ? null : windowOfKey(event, last, options());
    if (!isLeaving && next === undefined) return;
    // Escape also cancels a run, and arrows scroll: not while they crop.
    event.preventDefault();
    event.stopPropagation();
    if (isLeaving) {
      settle();
      return onLeave();
    }
    if (!next) {
      last = null;
      settle();
      return onSettle(null);
    }
    last = next;
    onMove(next);
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(settle, KEY_PAUSE_MS);
  };
  host.addEventListener('keydown', press);
  return () => {
    host.removeEventListener('keydown', press);
    settle();
  };
}

/** undefined: not a key of ours; null: back to the middle. */
function windowOfKey(event: KeyboardEvent, last: CropWindow | null, options: CropEditorOptions): CropWindow | null | undefined {
  const { picture, networkWidth } = options;
  const window = last ?? options.window;
  const step = STEPS[event.key];
  if (step) {
    // One pixel of what the network sees, and no less than one of the picture.
    const pixels = Math.max(1, (window.width * picture.width) / networkWidth) * (event.shiftKey ? FAR : 1);
    return movedWindow(window, (step[0] * pixels) / picture.width, (step[1] * pixels) / picture.height);
  }
  if (event.key === '+' || event.key === '=') return scaledWindow(window, KEY_FACTOR, picture);
  if (event.key === '-' || event.key === '_') return scaledWindow(window, 1 / KEY_FACTOR, picture);
  return event.key === '0' || event.key === 'Home' ? null : undefined;
}

function drawWhole(canvas: HTMLCanvasElement, bitmap: ImageBitmap): void {
  const scale = Math.min(1, MOST_PIXELS / Math.max(bitmap.width, bitmap.height));
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext('2d', { alpha: false })!;
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
}
