/**
 * The network as the ruler between maps and curve: a trunk that narrows where the resolution falls, a node for every
 * layer, a bow over every residual block, and the shape where it changes.
 */
import { select } from 'd3';
import type { AxisLayout, AxisPlace } from './axisLayout';
import { drawStages } from './curveParts';

export interface RulerLayer {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  /** [height, width, channels], [units], or empty while unknown. */
  readonly shape: readonly number[];
}

export interface RulerOptions {
  /** In pixels of the screen, whatever the scale. */
  readonly layout: AxisLayout;
  /** How many times its usual size the ruler is drawn: on screens that are read from afar. */
  readonly scale: number;
  readonly layers: readonly RulerLayer[];
  readonly pointedLayerId: string | null;
}

export interface RulerEvents {
  readonly onPoint: (layerId: string | null) => void;
  /** A node was clicked: its layer is to be shown, or no longer. */
  readonly onToggle: (layerId: string) => void;
}

export interface Ruler {
  update(options: RulerOptions): void;
  destroy(): void;
}

export const RULER_HEIGHT = 74;
const TRUNK_MIDDLE = 24;
const THICKEST = 16;
const THINNEST = 1.25;

export function formatShape(shape: readonly number[]): string {
  return shape.join('×');
}

/** Half the trunk at a layer, in proportion to its resolution: where that is halved, so is the trunk. */
export function trunkThickness(shape: readonly number[], widestSide: number): number {
  const side = shape.length === 3 ? shape[0]! : 0;
  return Math.max(THINNEST, (THICKEST * side) / widestSide);
}

export function createRuler(host: HTMLElement, events: RulerEvents): Ruler {
  const svg = select(host).append('svg').attr('class', 'ruler').attr('height', RULER_HEIGHT).attr('aria-hidden', 'true');
  for (const name of ['stages', 'trunk', 'bows', 'nodes', 'shapes', 'names']) svg.append('g').attr('class', `ruler-${name}`);

  function update({ layout: onScreen, scale, layers, pointedLayerId }: RulerOptions) {
    const layout = shrunk(onScreen, scale);
    svg.attr('width', onScreen.width).attr('height', RULER_HEIGHT * scale).attr('viewBox', `0 0 ${layout.width} ${RULER_HEIGHT}`);
    const marks = layout.places.flatMap((place, i) => (layers[i] ? [{ ...place, ...layers[i], index: i }] : []));
    drawTrunk(svg.select('.ruler-trunk'), layout, layers);
    drawStages(svg.select<SVGGElement>('.ruler-stages'), layout, RULER_HEIGHT);
    svg
      .select('.ruler-bows')
      .selectAll('path')
      .data(marks.filter((mark) => mark.kind === 'block'))
      .join('path')
      .attr('d', bowOver);
    svg
      .select('.ruler-nodes')
      .selectAll<SVGGElement, (typeof marks)[number]>('g')
      .data(marks, (mark) => mark.id)
      .join((enter) => {
        const node = enter.append('g');
        node.append('rect').attr('y', 0).attr('height', 44);
        node.append('path');
        node.append('title');
        return node;
      })
      .attr('class', (mark) => nodeClass(mark, pointedLayerId))
      .on('pointerenter', (_, mark) => events.onPoint(mark.shown ? mark.id : null))
      .on('pointerleave', () => events.onPoint(null))
      .on('click', (_, mark) => events.onToggle(mark.id))
      .call((node) => {
        node.select('rect').attr('x', (mark) => mark.x).attr('width', (mark) => mark.width);
        node.select('path').attr('d', (mark) => nodePath(mark.kind, mark.shown)).attr('transform', (mark) => `translate(${mark.centre},${TRUNK_MIDDLE})`);
        node.select('title').text((mark) => `${mark.title}${mark.shape.length ? ` · ${formatShape(mark.shape)}` : ''}`);
      });
    drawLabels(svg, layout, layers);
  }

  return { update, destroy: () => svg.remove() };
}

/** In the ruler's own units. */
function shrunk(layout: AxisLayout, scale: number): AxisLayout {
  if (scale === 1) return layout;
  const { width, columnWidth, places, stages } = layout;
  return {
    width: width / scale,
    columnWidth: columnWidth / scale,
    places: places.map((place) => ({ ...place, x: place.x / scale, width: place.width / scale, centre: place.centre / scale })),
    stages: stages.map((stage) => ({ ...stage, from: stage.from / scale, to: stage.to / scale })),
  };
}

function nodeClass(mark: AxisPlace & RulerLayer, pointedLayerId: string | null): string {
  return `ruler-node${mark.shown ? ' is-shown' : ''}${mark.id === pointedLayerId ? ' is-pointed' : ''}`;
}

/** One stepped outline, widest at the picture's end. */
function drawTrunk(trunk: ReturnType<typeof select<SVGGElement, unknown>>, layout: AxisLayout, layers: readonly RulerLayer[]) {
  const widestSide = Math.max(1, ...layers.map((layer) => (layer.shape.length === 3 ? layer.shape[0]! : 1)));
  const steps = layout.places.map((place, i) => {
    const before = layout.places[i - 1];
    const after = layout.places[i + 1];
    return {
      from: before ? (before.x + before.width + place.x) / 2 : 0,
      to: after ? (place.x + place.width + after.x) / 2 : layout.width,
      half: trunkThickness(layers[i]?.shape ?? [], widestSide),
    };
  });
  const top = steps.flatMap(({ from, to, half }) => [`${from},${TRUNK_MIDDLE - half}`, `${to},${TRUNK_MIDDLE - half}`]);
  const bottom = steps.flatMap(({ from, to, half }) => [`${from},${TRUNK_MIDDLE + half}`, `${to},${TRUNK_MIDDLE + half}`]);
  trunk
    .selectAll('path')
    .data(steps.length > 0 ? [`M${top.join('L')}L${bottom.reverse().join('L')}Z`] : [])
    .join('path')
    .attr('d', (outline) => outline);
}

/** The shortcut round a block: a bow over its node. */
function bowOver(mark: AxisPlace): string {
  const half = mark.shown ? 26 : Math.max(3, mark.width / 2 - 1);
  const rise = mark.shown ? 21 : 9;
  const foot = TRUNK_MIDDLE;
  return `M${mark.centre - half},${foot}C${mark.centre - half * 0.8},${foot - rise} ${mark.centre + half * 0.8},${foot - rise} ${mark.centre + half},${foot}`;
}

function nodePath(kind: string, isShown: boolean): string {
  const r = isShown ? 4.5 : 2.5;
  if (kind === 'pool') return `M${-r},${-r}H${r}L0,${r}Z`;
  if (kind === 'dense') return `M0,${-r * 1.3}L${r * 1.3},0L0,${r * 1.3}L${-r * 1.3},0Z`;
  if (kind === 'convolution') return `M${-r},${-r}H${r}V${r}H${-r}Z`;
  return `M${-r},0A${r},${r} 0 1 1 ${r},0A${r},${r} 0 1 1 ${-r},0Z`;
}

interface StageLabel {
  readonly name: string;
  readonly shape: string;
  readonly x: number;
  readonly anchor: 'start' | 'end';
}

/**
 * A stage's name and shape at its beginning, pulled in at the right end. Where there is no room for all, stages with a
 * map come first.
 */
export function stageLabels(layout: AxisLayout, layers: readonly RulerLayer[], characterWidth: number): readonly StageLabel[] {
  const candidates = layout.stages.map((stage, i) => {
    const end = layout.stages[i + 1]?.firstIndex ?? layout.places.length;
    const shape = formatShape(layers[stage.firstIndex]?.shape ?? []);
    const width = characterWidth * (Math.max(stage.name.length, shape.length) + 1);
    const isPulledIn = stage.from + width > layout.width;
    const left = isPulledIn ? layout.width - width : stage.from;
    const hasMap = layout.places.slice(stage.firstIndex, end).some((place) => place.shown);
    const label: StageLabel = { name: stage.name, shape, x: isPulledIn ? layout.width : stage.from + 1, anchor: isPulledIn ? 'end' : 'start' };
    return { label, left, right: left + width, hasMap };
  });
  const placed: typeof candidates = [];
  for (const withMap of [true, false]) {
    for (const candidate of candidates) {
      const isFree = placed.every((other) => candidate.left >= other.right || candidate.right <= other.left);
      if (candidate.hasMap === withMap && isFree) placed.push(candidate);
    }
  }
  return placed.sort((a, b) => a.left - b.left).map(({ label }) => label);
}

const CHARACTER_WIDTH = 7;

function drawLabels(svg: ReturnType<typeof select<SVGSVGElement, unknown>>, layout: AxisLayout, layers: readonly RulerLayer[]) {
  const labels = stageLabels(layout, layers, CHARACTER_WIDTH);
  const write = (group: string, y: number, text: (label: StageLabel) => string) =>
    svg
      .select(group)
      .selectAll('text')
      .data(labels)
      .join('text')
      .attr('x', (label) => label.x)
      .attr('y', y)
      .attr('text-anchor', (label) => label.anchor)
      .text(text);
  write('.ruler-names', 56, (label) => label.name);
  write('.ruler-shapes', 71, (label) => label.shape);
}
