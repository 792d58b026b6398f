/** Two maps over each other, parted by a line that can be dragged or moved with the arrow keys: one at its left, the other at its right. */
import type { HeatmapOptions } from './heatmap';
import { createHeatmap } from './heatmap';

export interface TwoUpOptions {
  readonly a: HeatmapOptions;
  readonly b: HeatmapOptions;
  /** Where B lies in A's frame, in fractions of it: networks may see different parts of a picture. */
  readonly frameOfB: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
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
  const sheetA = add(stage, 'two-up-sheet heatmap');
  const windowB = add(stage, 'two-up-sheet');
  const sheetB = add(windowB, 'two-up-part heatmap');
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
    sheetA.style.clipPath = `inset(0 ${100 * (1 - share)}% 0 0)`;
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

function add(host: HTMLElement, className: string): HTMLDivElement {
  const element = document.createElement('div');
  element.className = className;
  host.append(element);
  return element;
}
