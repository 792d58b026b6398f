/** Two maps over each other, parted by a line that can be dragged or moved with the arrow keys: one at its left, the other at its right. */
import type { HeatmapOptions } from './heatmap';
import { createHeatmap } from './heatmap';
import type { LinkedView } from './largeMap';

export interface TwoUpOptions {
  readonly a: HeatmapOptions;
  readonly b: HeatmapOptions;
  /** Where B lies in A's frame, in fractions of it: networks may see different parts of a picture. */
  readonly frameOfB: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** What is in sight of A's frame, and so of both maps. */
  readonly zoom: LinkedView;
  /** Of the width that is A's, 0..1. */
  readonly share: number;
  readonly label: string;
  readonly valueText: string;
}

export interface TwoUp {
  update(options: TwoUpOptions): void;
  destroy(): void;
}

const KEY_STEP = 0.02;
const PAGE_STEP = 0.1;

export function createTwoUp(host: HTMLElement, initial: TwoUpOptions, onShare: (share: number) => void): TwoUp {
  const stage = add(host, 'two-up');
  const windowA = add(stage, 'two-up-sheet');
  const zoomedA = add(windowA, 'two-up-zoomed');
  const sheetA = add(zoomedA, 'two-up-sheet heatmap');
  const windowB = add(stage, 'two-up-sheet');
  const zoomedB = add(windowB, 'two-up-zoomed');
  const sheetB = add(zoomedB, 'two-up-part heatmap');
  const divider = add(stage, 'two-up-divider');
  divider.tabIndex = 0;
  divider.setAttribute('role', 'slider');
  divider.setAttribute('aria-valuemin', '0');
  divider.setAttribute('aria-valuemax', '100');
  divider.dataset['testid'] = 'two-up-divider';
  const mapA = createHeatmap(sheetA, initial.a);
  const mapB = createHeatmap(sheetB, initial.b);
  let share = initial.share;

  const set = (next: number) => {
    const within = Math.min(1, Math.max(0, next));
    if (within !== share) onShare(within);
  };
  const drag = (event: PointerEvent) => {
    if (!stage.hasPointerCapture(event.pointerId)) return;
    const box = stage.getBoundingClientRect();
    set((event.clientX - box.left) / box.width);
  };
  stage.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    stage.setPointerCapture(event.pointerId);
    divider.focus({ preventScroll: true });
    drag(event);
  });
  stage.addEventListener('pointermove', drag);
  divider.addEventListener('keydown', (event) => {
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: share - KEY_STEP, ArrowDown: share - KEY_STEP, ArrowRight: share + KEY_STEP, ArrowUp: share + KEY_STEP,
      PageDown: share - PAGE_STEP, PageUp: share + PAGE_STEP, Home: 0, End: 1,
    };
    const next = steps[event.key];
    if (next === undefined) return;
    event.preventDefault();
    set(next);
  });

  function update(options: TwoUpOptions) {
    share = options.share;
    mapA.update(options.a);
    mapB.update(options.b);
    const { x, y, width, height } = options.frameOfB;
    Object.assign(sheetB.style, { left: `${100 * x}%`, top: `${100 * y}%`, width: `${100 * width}%`, height: `${100 * height}%` });
    for (const sheet of [zoomedA, zoomedB]) sheet.style.transform = zoomTransform(options.zoom);
    windowA.style.clipPath = `inset(0 ${100 * (1 - share)}% 0 0)`;
    windowB.style.clipPath = `inset(0 0 0 ${100 * share}%)`;
    divider.style.left = `${100 * share}%`;
    divider.setAttribute('aria-valuenow', String(Math.round(100 * share)));
    divider.setAttribute('aria-valuetext', options.valueText);
    divider.setAttribute('aria-label', options.label);
  }

  update(initial);
  return {
    update,
    destroy() {
      mapA.destroy();
      mapB.destroy();
      stage.remove();
    },
  };
}

/** The place in the middle comes to the middle, as far as there is map at all sides. */
export function zoomTransform({ scale, x, y }: LinkedView): string {
  if (scale <= 1) return '';
  const offset = (place: number) => 50 - 100 * scale * Math.min(1 - 0.5 / scale, Math.max(0.5 / scale, place));
  return `translate(${offset(x)}%, ${offset(y)}%) scale(${scale})`;
}

function add(host: HTMLElement, className: string): HTMLDivElement {
  const element = document.createElement('div');
  element.className = className;
  host.append(element);
  return element;
}
