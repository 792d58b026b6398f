/**
 * What maps of log sigma are likely to follow, in part: how far a cell is from the picture's edges, where filters reach beyond it; how much
 * goes on in the picture around it; and, with a cell a pixel, where it stands under the strides of the first layers. How much
 * each counts is estimated with the map (bands.ts); of converged maps of ResNet-20 they make up a sixth of the finest band and 40% of the
 * next, of SSD-MobileNetV2's at 300 x 300 half of the finest.
 */
import { type SigmaGrid, sumOverCells } from '../core/sigmaGrid';
import type { NetworkPicture } from '../engine/protocol';
import { Bands, meanSquare, NO_PATTERNS, type Patterns } from './bands';

/** Cells from the edge that have a pattern of their own. */
const FROM_EDGE = [0, 1, 2, 3, 4, 6];
/** Smaller maps are all edge. */
const LEAST_SIDE = 16;
/** On larger maps the pictures' own bands tell nothing more: measured on SSD-MobileNetV2, 300 x 300. */
const MOST_CELLS = 64 * 64;
/** Holds the strides 2 and 4 of most first layers. */
const LATTICE = 4;
const SCALES_OF_PICTURE = 3;
/** Of the mean energy, below which differences do not count. */
const LEAST_ENERGY = 0.02;

const known = new WeakMap<SigmaGrid, WeakMap<NetworkPicture, Bands>>();

/** The bands of a picture's maps: the same for all layers of a run, and made once. */
export function bandsOn(grid: SigmaGrid, picture: NetworkPicture): Bands {
  const ofGrid = known.get(grid) ?? new WeakMap<NetworkPicture, Bands>();
  known.set(grid, ofGrid);
  const bands = ofGrid.get(picture) ?? new Bands(grid.rows, grid.columns, patternsOf(picture, grid));
  ofGrid.set(picture, bands);
  return bands;
}

export function patternsOf(picture: NetworkPicture, grid: SigmaGrid): Patterns {
  const { rows, columns, height, width } = grid;
  if (Math.min(rows, columns) < LEAST_SIDE) return NO_PATTERNS;
  const isWhole = rows === height && columns === width;
  return { maps: rows * columns > MOST_CELLS ? [] : [...edges(rows, columns), ...ofPicture(picture, grid)], lattice: isWhole ? LATTICE : 1 };
}

function edges(rows: number, columns: number): Float64Array[] {
  const mapOf = (isIn: (row: number, column: number) => boolean) =>
    Float64Array.from({ length: rows * columns }, (_, i) => Number(isIn(Math.floor(i / columns), i % columns)));
  return FROM_EDGE.flatMap((cells) => [
    mapOf((row) => Math.min(row, rows - 1 - row) === cells),
    mapOf((_, column) => Math.min(column, columns - 1 - column) === cells),
  ]);
}

/** Luminance, and the logarithm of its energy around each cell at each scale. */
function ofPicture({ rgb }: NetworkPicture, grid: SigmaGrid): Float64Array[] {
  const { rows, columns, height, width } = grid;
  const ofPixel = Float64Array.from({ length: height * width }, (_, i) => (rgb[3 * i]! + rgb[3 * i + 1]! + rgb[3 * i + 2]!) / 3);
  const luminance = sumOverCells(ofPixel, grid).map((sum) => (sum * rows * columns) / (height * width));
  const bands = new Bands(rows, columns);
  const energies = bands.split(luminance).slice(0, SCALES_OF_PICTURE).map((band, scale) => {
    const squares = band.map((value) => value * value);
    const average = meanSquare(band);
    if (average === 0) return new Float64Array(band.length);
    // What the finer bands leave of it is its mean around each cell.
    const finer = bands.split(squares).slice(0, scale + 1);
    return squares.map((square, i) => Math.log(Math.max(0, finer.reduce((left, own) => left - own[i]!, square)) + LEAST_ENERGY * average));
  });
  return [luminance, ...energies];
}
