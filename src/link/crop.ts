/**
 * The link's `crop`: the part of the picture that the network sees, `x,y,width,height` in fractions of the upright picture,
 * counted from the top left, with at most six decimals: exact to the pixel for every picture that can be opened. Where the
 * network's shape is another, the part keeps its centre and area and takes that shape.
 */
import type { CropWindow } from '../core/cropWindow';
import type { Reading } from './readValue';

const DECIMALS = 6;
/** What rounding to six decimals may add to x + width. */
const SLACK = 2e-6;
const FALLBACK = 'the centre of the picture is used';

export function formatCrop({ x, y, width, height }: CropWindow): string {
  return [x, y, width, height].map((value) => String(Number(value.toFixed(DECIMALS)))).join(',');
}

export function readCrop(text: string): Reading<CropWindow> {
  const numbers = text.split(',').map((part) => (/^(\d*\.)?\d+(e-\d+)?$/.test(part) ? Number(part) : Number.NaN));
  const [x, y, width, height] = numbers as [number, number, number, number];
  if (numbers.length !== 4 || numbers.some((value) => Number.isNaN(value))) {
    return refuse(text, 'it must be four numbers, x,y,width,height, in fractions of the picture');
  }
  if (width <= 0 || height <= 0) return refuse(text, 'its width and height must be above 0');
  if (x + width > 1 + SLACK || y + height > 1 + SLACK) {
    return refuse(text, 'it goes beyond the picture: x + width and y + height are fractions of it, at most 1');
  }
  return { value: { x, y, width: Math.min(width, 1), height: Math.min(height, 1) } };
}

function refuse(text: string, why: string): { problem: string } {
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return { problem: `The link's crop=${shown} was not understood: ${why}; ${FALLBACK}.` };
}
