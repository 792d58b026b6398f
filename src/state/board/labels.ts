/** How the board calls its networks, layers, pictures and metrics. */
import { noiseInIntensity, attributionMethod, DEFAULT_BUDGET, DEFAULT_NOISE, DEFAULT_SEED, defaultTarget } from '../../core/spec';
import { relativeDepth } from '../../core/relativeDepth';
import { boardTexts } from '../../ui/textsBoard';
import { metricTexts } from '../../ui/textsMetrics';
import type { BoardRun, PaneContent } from './boardStore';
import type { BoardSpec, LayerRef } from './subject';

export interface PaneLabels {
  readonly network: string;
  readonly layer: string;
  readonly picture: string;
  readonly metric: string;
}

export function labelsOf({ run, info }: PaneContent, layer: LayerRef): PaneLabels {
  return { network: networkLabel(run), layer: info?.title ?? layerLabel(layer), picture: pictureLabel(run), metric: metricLabel(run.spec) };
}

export const networkLabel = ({ record, model }: BoardRun) => record?.model.title ?? model.title;

export const pictureLabel = ({ record, picture }: BoardRun) => record?.picture.name ?? picture.name;

/** Before the network's layers are known, and where several networks are meant. */
export function layerLabel(layer: LayerRef): string {
  return 'id' in layer ? layer.id : boardTexts.depth(layer.depth);
}

/** With what is not as usual. */
export function metricLabel(spec: BoardSpec): string {
  return [metricTexts(spec.metric).short, ...unusual(spec)].join(', ');
}

function unusual({ metric, budget, noise, solver, seed, target, variant, grid }: BoardSpec): readonly string[] {
  const isAttribution = attributionMethod(metric) !== null;
  return [
    ...(!isAttribution && budget !== DEFAULT_BUDGET ? [`c = ${budget}`] : []),
    ...(!isAttribution && noise !== DEFAULT_NOISE ? [`τ = ${noise === 'paper' ? boardTexts.paper : noise}`] : []),
    ...(solver !== 'fast' && !isAttribution ? [boardTexts.reference] : []),
    ...(seed !== DEFAULT_SEED ? [boardTexts.seed(seed)] : []),
    ...(isAttribution && target !== defaultTarget(metric) ? [boardTexts.target(target)] : []),
    ...(variant ? [variant.kind === 'damaged' ? boardTexts.damaged(variant.share, variant.layerId, variant.way) : boardTexts.variant(variant.kind)] : []),
    ...(grid !== null ? [boardTexts.grid(grid)] : []),
  ];
}

/** tau of a run in intensity units; null before its network is known. */
export function noiseOf({ record }: BoardRun): number | null {
  return record && noiseInIntensity(record.spec.noise, record.model.input.std);
}

/** 0..1, of a pane's layer in its network. */
export function depthOf({ run, info }: PaneContent): number | null {
  return info && run.layers && relativeDepth(run.layers, info.id);
}
