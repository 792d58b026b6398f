/** The foreground's outline, and knowledge points where there are any, over a picture or a map. */
import type { PixelMask } from '../core/mask';
import { createFrameDrawer } from './frames';
import type { KnowledgeCells } from './maskDrawing';
import { drawKnowledgePoints, drawOutline, freshContext } from './maskDrawing';

export interface ForegroundOverlayOptions {
  /** null: nothing is drawn. */
  readonly mask: PixelMask | null;
  readonly points: KnowledgeCells | null;
}

export interface ForegroundOverlay {
  update(options: ForegroundOverlayOptions): void;
  destroy(): void;
}

export function createForegroundOverlay(host: HTMLElement): ForegroundOverlay {
  const canvas = document.createElement('canvas');
  canvas.className = 'foreground-overlay';
  canvas.setAttribute('aria-hidden', 'true');
  canvas.hidden = true;
  host.append(canvas);
  let options: ForegroundOverlayOptions = { mask: null, points: null };
  const drawer = createFrameDrawer(draw);
  const observer = new ResizeObserver(drawer.invalidate);
  observer.observe(host);

  function draw() {
    const { mask, points } = options;
    canvas.hidden = !mask;
    if (!mask) return;
    const { clientWidth: width, clientHeight: height } = host;
    const context = freshContext(canvas, width, height);
    drawOutline(context, mask, { x: 0, y: 0, cellWidth: width / mask.width, cellHeight: height / mask.height });
    if (!points) return;
    drawKnowledgePoints(context, points, { x: 0, y: 0, cellWidth: width / points.columns, cellHeight: height / points.rows });
  }

  return {
    update(next) {
      if (next.mask === options.mask && next.points === options.points) return;
      options = next;
      drawer.invalidate();
    },
    destroy() {
      observer.disconnect();
      drawer.destroy();
      canvas.remove();
    },
  };
}
