/** A foreground and its knowledge points on a canvas: in black and white, to be seen on any colour of a map. */
import { POINT_INSIDE, POINT_OUTSIDE } from '../core/knowledgePoints';
import type { PixelMask } from '../core/mask';
import { maskOutline } from '../core/mask';
import type { PlanePoint } from '../core/maskShapes';

/** Where a picture or a grid lies on the canvas: the corner of its first cell and the size of a cell, in CSS pixels. */
export interface CellFrame {
  readonly x: number;
  readonly y: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
}

const DARK = 'rgb(0 0 0 / 0.8)';
const LIGHT = '#fff';

const outlines = new WeakMap<PixelMask, readonly number[]>();

function outlineOf(mask: PixelMask): readonly number[] {
  const known = outlines.get(mask);
  if (known) return known;
  const outline = maskOutline(mask);
  outlines.set(mask, outline);
  return outline;
}

/** Sizes the canvas for the screen's pixels and clears it; gives a context that counts in CSS pixels. */
export function freshContext(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  const ratio = devicePixelRatio;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext('2d')!;
  context.scale(ratio, ratio);
  return context;
}

/** Dark round light. */
export function strokeBoth(context: CanvasRenderingContext2D, lightWidth: number): void {
  context.lineCap = 'square';
  context.strokeStyle = DARK;
  context.lineWidth = lightWidth + 2;
  context.stroke();
  context.strokeStyle = LIGHT;
  context.lineWidth = lightWidth;
  context.stroke();
}

export function drawOutline(context: CanvasRenderingContext2D, mask: PixelMask, frame: CellFrame, lightWidth = 1.25): void {
  const outline = outlineOf(mask);
  context.beginPath();
  for (let i = 0; i < outline.length; i += 4) {
    context.moveTo(frame.x + outline[i]! * frame.cellWidth, frame.y + outline[i + 1]! * frame.cellHeight);
    context.lineTo(frame.x + outline[i + 2]! * frame.cellWidth, frame.y + outline[i + 3]! * frame.cellHeight);
  }
  strokeBoth(context, lightWidth);
}

export function drawWay(context: CanvasRenderingContext2D, points: readonly PlanePoint[], frame: CellFrame): void {
  context.beginPath();
  for (const point of points) context.lineTo(frame.x + point.x * frame.cellWidth, frame.y + point.y * frame.cellHeight);
  strokeBoth(context, 1);
}

/** Everything but the foreground in shade; `sheet` is a canvas to spare. */
export function drawShade(context: CanvasRenderingContext2D, sheet: HTMLCanvasElement, mask: PixelMask, frame: CellFrame): void {
  const { width, height, inside } = mask;
  sheet.width = width;
  sheet.height = height;
  const sheetContext = sheet.getContext('2d')!;
  const image = sheetContext.createImageData(width, height);
  for (let i = 0; i < inside.length; i++) image.data[i * 4 + 3] = inside[i] ? 0 : SHADE;
  sheetContext.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(sheet, frame.x, frame.y, width * frame.cellWidth, height * frame.cellHeight);
}

const SHADE = 140;

export interface KnowledgeCells {
  readonly columns: number;
  readonly rows: number;
  /** Row-major, as core/knowledgePoints marks them. */
  readonly cells: Uint8Array;
}

/** A mark fills less than its cell, so that the colour stays to be read. */
const MARK_SHARE = 0.24;
const LEAST_MARK = 0.9;
const MOST_MARK = 7;
const MOST_CORNER_MARK = 4;
const LEAST_CROSS_WITH_RIM = 2.2;

/** A light dot for a point in the foreground, a dark cross for one in the background; told apart where a cross has no arms too. */
export function drawKnowledgePoints(
  context: CanvasRenderingContext2D,
  { columns, rows, cells }: KnowledgeCells,
  frame: CellFrame,
  place: 'middle' | 'corner' = 'middle',
): void {
  const at = place === 'middle' ? 0.5 : 0.16;
  const reach = Math.min(place === 'middle' ? MOST_MARK : MOST_CORNER_MARK, Math.max(LEAST_MARK, MARK_SHARE * Math.min(frame.cellWidth, frame.cellHeight)));
  const dots = new Path2D();
  const crosses = new Path2D();
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const kind = cells[row * columns + column];
      const x = frame.x + (column + at) * frame.cellWidth;
      const y = frame.y + (row + at) * frame.cellHeight;
      if (kind === POINT_INSIDE) {
        dots.moveTo(x + reach, y);
        dots.arc(x, y, reach, 0, 2 * Math.PI);
      } else if (kind === POINT_OUTSIDE) {
        crosses.moveTo(x - reach, y - reach);
        crosses.lineTo(x + reach, y + reach);
        crosses.moveTo(x + reach, y - reach);
        crosses.lineTo(x - reach, y + reach);
      }
    }
  }
  const fine = Math.min(1.5, Math.max(0.75, reach * 0.5));
  context.lineCap = 'butt';
  context.strokeStyle = DARK;
  context.lineWidth = fine * 2;
  context.stroke(dots);
  context.fillStyle = LIGHT;
  context.fill(dots);
  if (reach >= LEAST_CROSS_WITH_RIM) {
    context.strokeStyle = LIGHT;
    context.lineWidth = fine * 2.6;
    context.stroke(crosses);
  }
  context.strokeStyle = DARK;
  context.lineWidth = Math.max(1.25, fine);
  context.stroke(crosses);
}
