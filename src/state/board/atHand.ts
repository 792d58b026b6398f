/** What the board can be built from: the networks, pictures and metrics that are at hand, each once. */
import { attributionMethod, ATTRIBUTION_METHODS } from '../../core/spec';
import type { LayerInfo } from '../../engine/protocol';
import type { KeptModelInfo } from '../../networks/keptModels';
import type { AppState } from '../store';
import type { TrayPicture } from '../tray';
import type { BoardRun, BoardState } from './boardStore';
import { missingLayers } from './boardStore';
import { servedModel } from './presets';
import type { Product } from './product';
import { productPanes } from './product';
import type { BoardModel, BoardPicture, BoardSpec, BoardSubject } from './subject';
import { boardKey, modelKey, pictureKey, resolveLayerRef, withMetric } from './subject';

function eachOnce<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly Item[] {
  const seen = new Set<string>();
  return items.filter((item) => !seen.has(keyOf(item)) && seen.add(keyOf(item)));
}

/** The chosen one first, then what is on the board, what is served, and what this browser keeps. */
export function networksAtHand(chosen: BoardSubject, { catalogue }: Pick<AppState, 'catalogue'>, kept: readonly KeptModelInfo[], { runs }: Pick<BoardState, 'runs'>): readonly BoardModel[] {
  const ofBoard = [...runs.values()].map(({ model, record }) => ({ ...model, title: record?.model.title ?? model.title }));
  const ofBrowser = kept.map(({ sha256, title, address, choices }): BoardModel => ({
    link: address === null ? null : `url:${address}`, choices: Object.keys(choices).length > 0 ? choices : null, title, sha256,
  }));
  return eachOnce([chosen.model, ...catalogue.map(servedModel), ...ofBoard, ...ofBrowser], modelKey);
}

export function picturesForBoard(chosen: BoardSubject, { samples }: Pick<AppState, 'samples'>, tray: readonly TrayPicture[], { runs }: Pick<BoardState, 'runs'>): readonly BoardPicture[] {
  const ofTray = tray.map(({ sha256, name, link, file }): BoardPicture => ({ link, window: null, name, sha256, own: link === null ? { file, record: null } : null }));
  const served = samples.map(({ id, title }): BoardPicture => ({ link: `sample:${id}`, window: null, name: title, sha256: null, own: null }));
  return eachOnce([chosen.picture, ...ofTray, ...[...runs.values()].map(({ picture }) => picture), ...served], pictureKey);
}

/** All metrics with the chosen budget, noise and seed; of a network that was changed, and of it as it is. */
export function specsAtHand({ spec }: BoardSubject): readonly BoardSpec[] {
  const names = ['discarding', 'reconstruction', ...ATTRIBUTION_METHODS.map((method) => `attribution:${method}` as const)] as const;
  return names.flatMap((name) => {
    const own = withMetric(spec, name);
    return spec.variant ? [own, { ...own, variant: null }] : [own];
  });
}

export interface ProductCost {
  readonly maps: number;
  /** Layers that are not known yet. */
  readonly compute: number;
  /** null where nothing like it has been computed during this visit. */
  readonly seconds: number | null;
}

/** @param known runs to go by: what is there need not be computed, and what was computed says how long it takes. */
export function productCost(product: Product, known: ReadonlyMap<string, BoardRun>): ProductCost {
  const panes = productPanes(product);
  let compute = 0;
  let seconds: number | null = 0;
  for (const { subject, layer } of panes) {
    const run = known.get(boardKey(subject));
    const info = run ? resolveLayerRef(layer, run.layers) : null;
    if (info && run!.record && missingLayers(run!.record, [info.id]).length === 0) continue;
    compute++;
    const usual = secondsOfLayer(subject, known);
    seconds = usual === null || seconds === null ? null : seconds + usual;
  }
  return { maps: panes.length, compute, seconds };
}

/** What a layer of this network and metric took here on average, shared between the threads. */
function secondsOfLayer({ model, spec }: BoardSubject, known: ReadonlyMap<string, BoardRun>): number | null {
  const isAttribution = (metric: BoardSpec['metric']) => attributionMethod(metric) !== null;
  const alike = [...known.values()].filter((run) => modelKey(run.model) === modelKey(model) && run.spec.solver === spec.solver && isAttribution(run.spec.metric) === isAttribution(spec.metric));
  const times = alike.flatMap(({ record }) => (record?.layers ?? []).filter(({ progress }) => progress.seconds > 0 && progress.passes > 0).map(({ progress }) => progress.seconds / record!.backend.threads));
  return times.length > 0 ? times.reduce((sum, time) => sum + time, 0) / times.length : null;
}

/** Layers that a network is known to have: from the table, the board, or the card that it is served with. */
export function knownLayersOf(model: BoardModel, table: AppState['model'], runs: ReadonlyMap<string, BoardRun>): readonly LayerInfo[] | null {
  if (table && table.link === model.link && table.layers.length > 0 && (model.link !== null || table.loaded?.sha256 === model.sha256)) return table.layers;
  return [...runs.values()].find((run) => run.layers && modelKey(run.model) === modelKey(model))?.layers ?? null;
}
