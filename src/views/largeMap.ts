/** One map as large as the screen allows, to be zoomed until single pixels show their numbers. */
import { select, zoom, zoomIdentity } from 'd3';
import type { D3ZoomEvent, ZoomTransform } from 'd3';
import type { LayerMap, NetworkPicture } from '../engine/protocol';
import type { ForegroundOverlayOptions } from './foregroundOverlay';
import type { HeatmapOptions } from './heatmap';
import { createHeatmap } from './heatmap';
import { createFrameDrawer } from './frames';
import { drawKnowledgePoints, drawOutline } from './maskDrawing';
import type { ValueUnits } from './valueTicks';
import { formatValue } from './valueTicks';

export interface LargeMapOptions extends HeatmapOptions {
  readonly units: ValueUnits;
  readonly signed: boolean;
  /** The pixel of the picture that is pointed at, here or elsewhere. */
  readonly pixel: { readonly x: number; readonly y: number } | null;
  readonly foreground: ForegroundOverlayOptions;
}

/** Of a map larger than its stage: how often, and what stands in the middle, in fractions of the map. */
export interface LinkedView {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export interface LargeMap {
  update(options: LargeMapOptions): void;
  /** Shows what another map shows; nobody is told. */
  follow(view: LinkedView): void;
  zoomBy(factor: number): void;
  zoomToFit(): void;
  /** Moves the map as far as it takes to have this pixel in sight. */
  reveal(pixel: { readonly x: number; readonly y: number }): void;
  destroy(): void;
}

export interface LargeMapEvents {
  /** In pixels of the picture; null when the pointer leaves. */
  readonly onPixel: (pixel: { x: number; y: number } | null) => void;
  /** The viewer has zoomed or moved this map. */
  readonly onView?: (view: LinkedView) => void;
  /** One map of many on a page that scrolls: zooms with Ctrl and the wheel, or two fingers, and lets the page have the rest. */
  readonly isAmongMany?: boolean;
}

/** What a heat map is drawn from: when only the pointer moves, it stays as it is. */
const MAP_OPTIONS = ['picture', 'map', 'table', 'domain', 'offset', 'unsettled'] as const;

/** A cell, zoomed in as far as it goes, in CSS pixels. */
const MOST_CELL = 130;
/** CSS pixels that a cell needs before its outline, and its number, can be told apart. */
const CELL_FOR_LINES = 30;
const CELL_FOR_NUMBERS = 40;

export function createLargeMap(host: HTMLElement, initial: LargeMapOptions, events: LargeMapEvents): LargeMap {
  const stage = document.createElement('div');
  stage.className = 'large-stage';
  const sheet = document.createElement('div');
  sheet.className = 'large-sheet heatmap';
  const cells = document.createElement('canvas');
  cells.className = 'large-cells';
  stage.append(sheet, cells);
  host.append(stage);
  const heatmap = createHeatmap(sheet, initial);
  let options = initial;
  let transform: ZoomTransform = zoomIdentity;
  const drawer = createFrameDrawer(() => drawCells(cells, stage, options, transform));

  let isFollowing = false;
  let wanted: LinkedView = { scale: 1, x: 0.5, y: 0.5 };

  const behaviour = zoom<HTMLDivElement, unknown>()
    .on('zoom', (event: D3ZoomEvent<HTMLDivElement, unknown>) => {
      transform = event.transform;
      sheet.style.transform = `translate(${transform.x}px, ${transform.y}px) scale(${transform.k})`;
      if (events.isAmongMany) stage.style.touchAction = transform.k > 1 ? 'none' : 'pan-y';
      drawer.invalidate();
      if (isFollowing) return;
      wanted = viewOf(transform, stage);
      events.onView?.(wanted);
    });
  if (events.isAmongMany) {
    stage.style.touchAction = 'pan-y';
    behaviour.filter((event: Event) => isForMap(event, transform.k));
  }
  const surface = select(stage).call(behaviour).on('dblclick.zoom', null);
  const follow = (view: LinkedView) => {
    wanted = view;
    isFollowing = true;
    behaviour.transform(surface, transformOf(view, stage));
    isFollowing = false;
  };
  const observer = new ResizeObserver(() => {
    const { clientWidth: width, clientHeight: height } = stage;
    behaviour.extent([[0, 0], [width, height]]).translateExtent([[0, 0], [width, height]]);
    behaviour.scaleExtent([1, Math.max(2, (MOST_CELL * (options.picture?.width ?? 32)) / Math.max(1, width))]);
    // What was in the middle stays there.
    if (width > 0 && transform.k > 1) follow(wanted);
    drawer.invalidate();
  });
  observer.observe(stage);

  const point = (event: PointerEvent) => {
    const box = stage.getBoundingClientRect();
    events.onPixel(pixelUnder(event.clientX - box.left, event.clientY - box.top, box, transform, options.picture));
  };
  stage.addEventListener('pointermove', point);
  stage.addEventListener('pointerdown', point);
  // A finger that is lifted leaves its cross-hair: there is no hovering on a touch screen.
  stage.addEventListener('pointerleave', (event) => event.pointerType === 'mouse' && events.onPixel(null));

  return {
    update(next) {
      const isMapTheSame = MAP_OPTIONS.every((key) => options[key] === next[key]);
      options = next;
      if (!isMapTheSame) heatmap.update(next);
      drawer.invalidate();
    },
    follow,
    zoomBy: (factor) => behaviour.scaleBy(surface, factor),
    zoomToFit: () => behaviour.transform(surface, zoomIdentity),
    reveal(pixel) {
      const { picture } = options;
      if (!picture) return;
      const { clientWidth: width, clientHeight: height } = stage;
      const middle = [((pixel.x + 0.5) * width) / picture.width, ((pixel.y + 0.5) * height) / picture.height] as const;
      const [x, y] = transform.apply([...middle]);
      const [halfWidth, halfHeight] = [(transform.k * width) / picture.width / 2, (transform.k * height) / picture.height / 2];
      if (x < halfWidth || y < halfHeight || x > width - halfWidth || y > height - halfHeight) behaviour.translateTo(surface, ...middle);
    },
    destroy() {
      observer.disconnect();
      drawer.destroy();
      heatmap.destroy();
      stage.remove();
    },
  };
}

function viewOf({ k, x, y }: ZoomTransform, { clientWidth: width, clientHeight: height }: HTMLElement): LinkedView {
  return { scale: k, x: (width / 2 - x) / (k * Math.max(1, width)), y: (height / 2 - y) / (k * Math.max(1, height)) };
}

/** The map fills its stage, wherever the middle was asked to be. */
function transformOf({ scale, x, y }: LinkedView, { clientWidth: width, clientHeight: height }: HTMLElement): ZoomTransform {
  const half = 0.5 / scale;
  const within = (middle: number) => Math.min(1 - half, Math.max(half, middle));
  return zoomIdentity.translate(width / 2 - within(x) * scale * width, height / 2 - within(y) * scale * height).scale(scale);
}

function isForMap(event: Event, scale: number): boolean {
  if (event instanceof WheelEvent) return event.ctrlKey || event.metaKey;
  if (event.type.startsWith('touch')) return scale > 1 || (event as TouchEvent).touches.length > 1;
  return scale > 1 && (event as MouseEvent).button === 0;
}

function pixelUnder(
  x: number,
  y: number,
  box: { width: number; height: number },
  transform: ZoomTransform,
  picture: NetworkPicture | null,
) {
  if (!picture) return null;
  const [sheetX, sheetY] = transform.invert([x, y]);
  const pixel = {
    x: Math.floor((sheetX / box.width) * picture.width),
    y: Math.floor((sheetY / box.height) * picture.height),
  };
  const isInside = pixel.x >= 0 && pixel.y >= 0 && pixel.x < picture.width && pixel.y < picture.height;
  return isInside ? pixel : null;
}

/** Outlines and numbers of the cells in sight, once they are large enough. */
function drawCells(canvas: HTMLCanvasElement, stage: HTMLElement, options: LargeMapOptions, transform: ZoomTransform) {
  const { clientWidth: width, clientHeight: height } = stage;
  const ratio = devicePixelRatio;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const { map } = options;
  const context = canvas.getContext('2d')!;
  context.scale(ratio, ratio);
  if (map) drawLines(context, map, { width, height }, options, transform);
  drawForeground(context, { width, height }, options.foreground, transform);
  drawPixel(context, { width, height }, options, transform);
}

function drawForeground(
  context: CanvasRenderingContext2D,
  { width, height }: { width: number; height: number },
  { mask, points }: ForegroundOverlayOptions,
  transform: ZoomTransform,
) {
  const frame = (columns: number, rows: number) => ({ x: transform.x, y: transform.y, cellWidth: (width / columns) * transform.k, cellHeight: (height / rows) * transform.k });
  if (!mask) return;
  drawOutline(context, mask, frame(mask.width, mask.height), 1.75);
  const cells = points && frame(points.columns, points.rows);
  // Where a cell shows its number, its mark goes into the corner.
  if (cells) drawKnowledgePoints(context, points, cells, Math.min(cells.cellWidth, cells.cellHeight) >= CELL_FOR_NUMBERS ? 'corner' : 'middle');
}

/** Dark round light, to be seen on any colour. */
function drawPixel(
  context: CanvasRenderingContext2D,
  { width, height }: { width: number; height: number },
  { pixel, picture }: LargeMapOptions,
  transform: ZoomTransform,
) {
  if (!pixel || !picture) return;
  const cellWidth = (width / picture.width) * transform.k;
  const cellHeight = (height / picture.height) * transform.k;
  const box = [transform.x + pixel.x * cellWidth, transform.y + pixel.y * cellHeight, cellWidth, cellHeight] as const;
  context.strokeStyle = 'rgb(0 0 0 / 0.85)';
  context.lineWidth = 4;
  context.strokeRect(...box);
  context.strokeStyle = '#fff';
  context.lineWidth = 1.5;
  context.strokeRect(...box);
}

function drawLines(
  context: CanvasRenderingContext2D,
  map: LayerMap,
  { width, height }: { width: number; height: number },
  options: LargeMapOptions,
  transform: ZoomTransform,
) {
  const cellWidth = (width / map.width) * transform.k;
  const cellHeight = (height / map.height) * transform.k;
  if (Math.min(cellWidth, cellHeight) < CELL_FOR_LINES) return;
  context.lineWidth = 1 / devicePixelRatio;
  context.strokeStyle = 'rgb(128 128 128 / 0.55)';
  const columns = inSight(transform.x, cellWidth, width, map.width);
  const rows = inSight(transform.y, cellHeight, height, map.height);
  context.beginPath();
  for (let column = columns.from; column <= columns.to; column++) {
    const x = transform.x + column * cellWidth;
    context.moveTo(x, 0);
    context.lineTo(x, height);
  }
  for (let row = rows.from; row <= rows.to; row++) {
    const y = transform.y + row * cellHeight;
    context.moveTo(0, y);
    context.lineTo(width, y);
  }
  context.stroke();
  if (Math.min(cellWidth, cellHeight) >= CELL_FOR_NUMBERS) drawNumbers(context, map, options, { columns, rows, cellWidth, cellHeight, transform });
}

interface Sight {
  readonly from: number;
  readonly to: number;
}

function inSight(offset: number, cell: number, extent: number, count: number): Sight {
  return {
    from: Math.max(0, Math.floor(-offset / cell)),
    to: Math.min(count, Math.ceil((extent - offset) / cell)),
  };
}

interface CellGeometry {
  readonly columns: Sight;
  readonly rows: Sight;
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly transform: ZoomTransform;
}

function drawNumbers(context: CanvasRenderingContext2D, map: LayerMap, options: LargeMapOptions, geometry: CellGeometry) {
  const { columns, rows, cellWidth, cellHeight, transform } = geometry;
  const size = Math.min(17, Math.max(11, cellWidth * 0.2));
  context.font = `500 ${size}px "Inter Variable", system-ui, sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineWidth = 3;
  context.lineJoin = 'round';
  context.strokeStyle = 'rgb(0 0 0 / 0.75)';
  context.fillStyle = '#fff';
  for (let row = rows.from; row < rows.to; row++) {
    for (let column = columns.from; column < columns.to; column++) {
      const nats = map.values[row * map.width + column]! - options.offset;
      const text = formatValue(nats, options.units, options.signed);
      const x = transform.x + (column + 0.5) * cellWidth;
      const y = transform.y + (row + 0.5) * cellHeight;
      context.strokeText(text, x, y);
      context.fillText(text, x, y);
    }
  }
}
