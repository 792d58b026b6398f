/** How the room of the light table is shared between maps and curve. */
import { typeScale } from '../../ui/typeScale';
import { RULER_HEIGHT } from '../../views/ruler';

export interface TableRoom {
  readonly width: number;
  readonly height: number;
  readonly screenWidth: number;
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
  /** How many times its usual size the ruler is drawn. */
  readonly rulerScale: number;
  /** Heights of what stands above and below a map in its column. */
  readonly above: number;
  readonly below: number;
  /** Height of what can be chosen above the curve, which the curve gives up for it. */
  readonly curveHead: number;
  readonly curveHeight: (mapSize: number) => number;
}

/** Heights for type at its normal size. */
const ABOVE = 30;
const BELOW = 66;
const CURVE_HEAD = 30;
/** There it is two lines. */
const NARROW_CURVE_HEAD = 70;
const LEAST_CURVE = 190;
const MOST_CURVE = 640;
const MOST_MAP = 440;
/** Up to here the ruler's own type grows within its height. */
const RULER_TYPE = 1.5;
const LEAST_MAP = 96;
const NARROW = 640;

export function tableSizes({ width, height, screenWidth, aspect }: TableRoom): TableSizes {
  const isNarrow = width < NARROW;
  const type = typeScale(screenWidth);
  const gutter = (isNarrow ? 60 : 68) * type;
  const columnGap = isNarrow ? 12 : 14;
  const above = ABOVE * type;
  const below = BELOW * type;
  const rulerScale = Math.max(1, type / RULER_TYPE);
  const fixed = above + below + RULER_HEIGHT * rulerScale;
  const mostMap = Math.max(LEAST_MAP, Math.min(MOST_MAP * type, (height - fixed - LEAST_CURVE) / aspect));
  // A little less than the type grows, so that a dozen layers still fit a projector.
  const leastMap = isNarrow ? 116 : LEAST_MAP * (1 + 0.6 * (type - 1));
  return {
    gutter,
    axisWidth: Math.max(0, width - gutter),
    leastColumn: leastMap + columnGap,
    // Wider than its map where there are few: the curve needs the breadth more than the maps the nearness.
    mostColumn: Math.max(leastMap + columnGap, width),
    columnGap,
    mostMap,
    rulerScale,
    above,
    below,
    curveHead: (isNarrow ? NARROW_CURVE_HEAD : CURVE_HEAD) * type,
    curveHeight: (mapSize) => Math.round(Math.max(LEAST_CURVE, Math.min(MOST_CURVE * type, height - fixed - mapSize * aspect))),
  };
}
