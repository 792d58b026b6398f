/**
 * The horizontal axis of strip, ruler and curve: one place per layer of the network, in its order. Shown layers get a
 * column as wide as there is room for, the others a narrow one, so that depth stays readable in between.
 */

export interface AxisLayer {
  readonly id: string;
  readonly stage: string;
  readonly shown: boolean;
}

export interface AxisOptions {
  /** Room there is; the axis grows beyond it, and scrolls, rather than squeeze a column below its least width. */
  readonly width: number;
  readonly leastColumn: number;
  readonly mostColumn: number;
}

export interface AxisPlace {
  readonly id: string;
  readonly shown: boolean;
  readonly x: number;
  readonly width: number;
  readonly centre: number;
}

export interface AxisStage {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Index of the stage's first layer. */
  readonly firstIndex: number;
}

export interface AxisLayout {
  readonly width: number;
  /** Of a shown layer. */
  readonly columnWidth: number;
  readonly places: readonly AxisPlace[];
  readonly stages: readonly AxisStage[];
}

const STAGE_GAP = 14;
const MOST_HIDDEN_PLACE = 14;
/** All the layers not shown share at most this part of the room. */
const HIDDEN_SHARE = 0.22;

export function axisLayout(layers: readonly AxisLayer[], options: AxisOptions): AxisLayout {
  const shown = layers.filter((layer) => layer.shown).length;
  const hidden = layers.length - shown;
  const starts = layers.map((layer, i) => i === 0 || layer.stage !== layers[i - 1]!.stage);
  const gaps = (starts.filter(Boolean).length - 1) * STAGE_GAP;
  const hiddenWidth = hidden === 0 ? 0 : Math.min(MOST_HIDDEN_PLACE, (options.width * HIDDEN_SHARE) / hidden);
  const room = (options.width - Math.max(0, gaps) - hidden * hiddenWidth) / Math.max(1, shown);
  const columnWidth = Math.floor(Math.min(options.mostColumn, Math.max(options.leastColumn, room)));
  const places: AxisPlace[] = [];
  const stages: AxisStage[] = [];
  let x = 0;
  layers.forEach((layer, i) => {
    if (starts[i] && i > 0) x += STAGE_GAP;
    const width = layer.shown ? columnWidth : hiddenWidth;
    places.push({ id: layer.id, shown: layer.shown, x, width, centre: x + width / 2 });
    if (starts[i]) stages.push({ name: layer.stage, from: x, to: x + width, firstIndex: i });
    else stages[stages.length - 1] = { ...stages.at(-1)!, to: x + width };
    x += width;
  });
  return { width: x, columnWidth, places, stages };
}
