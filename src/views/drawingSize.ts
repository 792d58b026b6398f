import type { Selection } from 'd3';

/** Of a drawing on the screen, pixels. */
export interface DrawingSize {
  readonly width: number;
  readonly height: number;
  /** How many times its usual size it is drawn. */
  readonly scale: number;
}

/** @returns the room that there is at the usual size */
export function fitDrawing(svg: Selection<SVGSVGElement, unknown, null, undefined>, size: DrawingSize): { readonly width: number; readonly height: number } {
  const [width, height] = [size.width / size.scale, size.height / size.scale];
  svg.attr('width', size.width).attr('height', size.height).attr('viewBox', `0 0 ${width} ${height}`);
  return { width, height };
}
