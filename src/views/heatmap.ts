/** One map over the grey picture: two canvases at the data's own size, enlarged by the browser without smoothing. */
import type { LayerMap, NetworkPicture } from '../engine/protocol';
import type { Domain, LookupTable } from './colourScale';
import { paint } from './colourScale';
import { createFrameDrawer, onGrainFrame, prefersReducedMotion } from './frames';

export interface HeatmapOptions {
  readonly picture: NetworkPicture | null;
  readonly map: LayerMap | null;
  readonly table: LookupTable;
  /** null before there is a scale: the picture is shown alone. */
  readonly domain: Domain | null;
  /** Subtracted from the map: the uniform entropy where the scale is relative. */
  readonly offset: number;
  /** 0 for a settled map, up to 1 for one that has just begun. */
  readonly unsettled: number;
}

export interface Heatmap {
  update(options: HeatmapOptions): void;
  destroy(): void;
}

/** Share of the scale by which a map that has just begun trembles. */
const MOST_GRAIN = 0.12;

export function createHeatmap(host: HTMLElement, initial: HeatmapOptions): Heatmap {
  const under = addCanvas(host, 'heatmap-picture');
  const over = addCanvas(host, 'heatmap-map');
  let options = initial;
  let drawnPicture: NetworkPicture | null = null;
  let frame = 0;
  let stopGrain: (() => void) | null = null;
  const drawer = createFrameDrawer(draw);

  function draw() {
    if (options.picture !== drawnPicture) {
      drawnPicture = options.picture;
      drawGrey(under, drawnPicture);
    }
    drawMap(over, options, prefersReducedMotion() ? 0 : frame);
  }

  function followGrain() {
    const trembles = options.unsettled > 0 && options.map !== null && !prefersReducedMotion();
    if (trembles === (stopGrain !== null)) return;
    if (trembles) {
      stopGrain = onGrainFrame((next) => {
        frame = next;
        drawer.invalidate();
      });
    } else {
      stopGrain?.();
      stopGrain = null;
    }
  }

  function update(next: HeatmapOptions) {
    options = next;
    followGrain();
    drawer.invalidate();
  }

  update(initial);
  return {
    update,
    destroy() {
      stopGrain?.();
      drawer.destroy();
      under.remove();
      over.remove();
    },
  };
}

function addCanvas(host: HTMLElement, className: string): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.className = className;
  canvas.width = 1;
  canvas.height = 1;
  canvas.setAttribute('aria-hidden', 'true');
  host.append(canvas);
  return canvas;
}

function resize(canvas: HTMLCanvasElement, width: number, height: number) {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}

/** Without colour: colour belongs to the map above. */
function drawGrey(canvas: HTMLCanvasElement, picture: NetworkPicture | null) {
  resize(canvas, picture?.width ?? 1, picture?.height ?? 1);
  const context = canvas.getContext('2d')!;
  if (!picture) return context.clearRect(0, 0, 1, 1);
  const image = context.createImageData(picture.width, picture.height);
  for (let i = 0; i < picture.width * picture.height; i++) {
    const at = i * 3;
    const grey = 255 * (0.2126 * picture.rgb[at]! + 0.7152 * picture.rgb[at + 1]! + 0.0722 * picture.rgb[at + 2]!);
    image.data.fill(grey, i * 4, i * 4 + 3);
    image.data[i * 4 + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

function drawMap(canvas: HTMLCanvasElement, options: HeatmapOptions, frame: number) {
  const { map, domain, table, offset, unsettled } = options;
  canvas.hidden = !map || !domain;
  if (!map || !domain) return;
  resize(canvas, map.width, map.height);
  const context = canvas.getContext('2d')!;
  const image = context.createImageData(map.width, map.height);
  const grain = frame === 0 ? 0 : MOST_GRAIN * unsettled;
  paint(image.data, map.values, { table, domain, offset, grain, frame });
  context.putImageData(image, 0, 0);
}

/** How much a map that has had so many passes still trembles: as its own sampling noise falls. */
export function unsettledness(passes: number): number {
  return Math.min(1, Math.max(0.3, Math.sqrt(8 / Math.max(1, passes))));
}
