/** From a record to the parts of the state that show it. */
import type { CropWindow } from '../core/cropWindow';
import { cropOfWindow, windowOfCrop } from '../core/cropWindow';
import type { ModelCard } from '../core/modelCard';
import { type Damage, defaultGrid, defaultTarget, type NetworkVariant } from '../core/spec';
import type { LoadedModel } from '../engine/protocol';
import { cropShape } from '../pictures/fitToNetwork';
import type { RunRecord } from '../records/runRecord';
import { resolveLayers } from './layerChoice';
import type { LayerResult } from './live';
import type { RunResults } from './runReducer';
import { endOpenLayers } from './runReducer';
import type { Setup } from './setup';
import type { ShownRun, TableModel, TablePicture } from './store';

/** As much of a card as a record has: enough to draw by, not to compute with. */
export function modelOfRecord({ model }: RunRecord): LoadedModel {
  const { id, title, sha256, input, layers } = model;
  const card: ModelCard = { id, title, architecture: '', parameters: 0, input, labels: [], layers, logits: '' };
  return { card, sha256, layers, decoders: [], notes: [] };
}

export function tableModelOfRecord(record: RunRecord): TableModel {
  const { link, choices } = record.model;
  const { card, layers } = modelOfRecord(record);
  return { link, card, layers, loaded: null, isRecorded: true, ...(choices && { choices }) };
}

/** null for the centre, as it is on the table. */
export function windowOfRecord({ picture, model }: RunRecord): CropWindow | null {
  const { crop } = picture;
  const centre = cropOfWindow(null, picture, cropShape(model.input));
  const isCentre = crop.x === centre.x && crop.y === centre.y && crop.width === centre.width && crop.height === centre.height;
  return isCentre ? null : windowOfCrop(crop, picture);
}

/** What the viewer would have chosen to get this run, backend apart: that is this machine's own. */
export function setupOfRecord({ spec, model }: RunRecord): Omit<Setup, 'backend'> {
  const { metric, layerIds, grid, budget, noise, solver, seed, target, variant } = spec;
  const usualGrid = defaultGrid(Math.max(model.input.width, model.input.height));
  const shorthand = (['auto', 'all'] as const).find((choice) => String(resolveLayers(choice, model.layers).layerIds) === String(layerIds));
  return {
    metric,
    layers: shorthand ?? layerIds,
    grid: grid === usualGrid ? null : grid,
    budget,
    noise,
    solver,
    seed,
    damage: damageOf(variant),
    target: target === defaultTarget(metric) ? null : target,
  };
}

/** Of the variants only damage can be chosen on the table. */
function damageOf(variant: NetworkVariant | null): Damage | null {
  if (variant?.kind !== 'damaged') return null;
  const { layerId, way, share, seed } = variant;
  return { layerId, way, share, seed };
}

/** Layers that were under way when it was written down are over now. */
export function resultsOfRecord({ layers }: RunRecord): RunResults {
  const results = new Map(layers.map(({ info, progress, map, reconstructions }): [string, LayerResult] => [info.id, { progress, map, reconstructions }]));
  endOpenLayers(results, 'cancelled');
  const passes = layers.reduce((sum, { progress }) => sum + progress.passes, 0);
  return { results, totals: { passes, passLimit: passes, secondsElapsed: 0, secondsLeft: 0 } };
}

/** `standIn` lends its pixels: of the recorded picture only name, size and hash are known. */
export function shownRunOfRecord(record: RunRecord, standIn: TablePicture, seen: ShownRun['seen']): ShownRun {
  const { name, sha256, width, height, link, crop } = record.picture;
  return {
    spec: record.spec,
    model: modelOfRecord(record),
    modelLink: record.model.link,
    modelChoices: record.model.choices,
    picture: { link, opened: { ...standIn.opened, name, sha256, width, height, deep: null, notes: [] }, window: windowOfRecord(record), trueLabel: null },
    crop,
    seen,
    backend: record.backend,
    createdAt: new Date(record.createdAt),
    record,
  };
}
