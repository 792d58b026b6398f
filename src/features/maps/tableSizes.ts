/** How the room of the light table is shared between maps and curve. */
import { RULER_HEIGHT } from '../../views/ruler';

export interface TableRoom {
  readonly width: number;
  readonly height: number;
  /** Number of shown layers. */
  readonly shown: number;
  /** Height over width of a map. */
  readonly aspect: number;
}

export interface TableSizes {
  readonly gutter: number;
  readonly axisWidth: number;
  readonly leastColumn: number;
  readonly mostColumn: number;
  readonly columnGap: number;
  readonly mostMap: number;
  /** Heights of what stands above and below a map in its column. */
  readonly above: number;
  readonly below: number;
  readonly curveHeight: (mapSize: number) => number;
}

const ABOVE = 30;
const BELOW = 66;
const LEAST_CURVE = 190;
const MOST_CURVE = 460;
const LEAST_MAP = 96;
const NARROW = 640;

export function tableSizes({ width, height, aspect }: TableRoom): TableSizes {
  const isNarrow = width < NARROW;
  const gutter = isNarrow ? 52 : 68;
  const columnGap = isNarrow ? 12 : 14;
  const fixed = ABOVE + BELOW + RULER_HEIGHT;
  const mostMap = Math.max(LEAST_MAP, Math.min(440, (height - fixed - LEAST_CURVE) / aspect));
  const leastMap = isNarrow ? 116 : LEAST_MAP;
  return {
    gutter,
    axisWidth: Math.max(0, width - gutter),
    leastColumn: leastMap + columnGap,
    // Wider than its map where there are few: the curve needs the breadth more than the maps the nearness.
    mostColumn: Math.max(leastMap + columnGap, width),
    columnGap,
    mostMap,
    above: ABOVE,
    below: BELOW,
    curveHeight: (mapSize) => Math.round(Math.max(LEAST_CURVE, Math.min(MOST_CURVE, height - fixed - mapSize * aspect))),
  };
}
