/** What a run of the board is of: a network, a picture and a spec, said by where they are from, before any of them is there. */
import type { CropWindow } from '../../core/cropWindow';
import type { ModelChoices } from '../../core/modelChoices';
import { layerAtDepth } from '../../core/relativeDepth';
import type { RunSpec } from '../../core/spec';
import { attributionMethod, DEFAULT_BUDGET, DEFAULT_NOISE, DEFAULT_SEED, defaultGrid, defaultTarget } from '../../core/spec';
import type { LayerInfo } from '../../engine/protocol';
import { formatCrop } from '../../link/crop';
import { formatPreparation } from '../../link/preparation';
import type { RunRecord } from '../../records/runRecord';

export interface BoardModel {
  /** As in the link; null for a network of the viewer's own, which is found by its hash. */
  readonly link: string | null;
  readonly choices: ModelChoices | null;
  readonly title: string;
  /** null until it has been loaded. */
  readonly sha256: string | null;
}

export interface BoardPicture {
  /** As in the link; null for a picture of the viewer's own. */
  readonly link: string | null;
  /** The part of it that the network is shown; null for the centre. */
  readonly window: CropWindow | null;
  readonly name: string;
  /** Of the file; null until it has been opened. */
  readonly sha256: string | null;
  /** What there is of a picture without a link: its file, or only what one network saw of it. */
  readonly own: OwnPictureSource | null;
}

export interface OwnPictureSource {
  readonly file: Blob | null;
  readonly record: Pick<RunRecord, 'picture'> | null;
}

/** A run's spec without its layers. */
export type LayerlessSpec = Omit<RunSpec, 'layerIds'>;

/** The same before the network is known; a grid of null is what suits the network's input. */
export type BoardSpec = Omit<LayerlessSpec, 'grid'> & { readonly grid: number | 'full' | null };

export interface BoardSubject {
  readonly model: BoardModel;
  readonly picture: BoardPicture;
  readonly spec: BoardSpec;
}

export const DEFAULT_BOARD_SPEC: BoardSpec = {
  metric: 'discarding', grid: null, budget: DEFAULT_BUDGET, noise: DEFAULT_NOISE, solver: 'fast', seed: DEFAULT_SEED, target: 'features', variant: null,
};

/** As the link has them, so that the same network, picture or spec is the same text wherever it came from. */
export function modelKey({ link, choices, sha256 }: BoardModel): string {
  return `${link ?? `own:${sha256 ?? ''}`} ${formatPreparation(choices ?? {})}`;
}

export function pictureKey({ link, window, sha256 }: BoardPicture): string {
  return `${link ?? `own:${sha256 ?? ''}`} ${window ? formatCrop(window) : ''}`;
}

export function boardSpecKey(spec: BoardSpec): string {
  const { metric, grid, budget, noise, solver, seed, target, variant } = spec;
  return JSON.stringify([metric, grid, budget, noise, solver, seed, attributionMethod(metric) === null ? null : target, variant]);
}

export function boardKey({ model, picture, spec }: BoardSubject): string {
  return [modelKey(model), pictureKey(picture), boardSpecKey(spec)].join(' | ');
}

/** A layer by its id, or by where it stands between the network's first (0) and last (1). */
export type LayerRef = { readonly id: string } | { readonly depth: number };

export const layerRefKey = (ref: LayerRef) => ('id' in ref ? ref.id : `@${ref.depth}`);

/** null where the network has no such layer, or its layers are not known yet. */
export function resolveLayerRef(ref: LayerRef, layers: readonly LayerInfo[] | null): LayerInfo | null {
  if (!layers) return null;
  return 'id' in ref ? (layers.find(({ id }) => id === ref.id) ?? null) : layerAtDepth(layers, ref.depth);
}

/** What the network's input settles of a spec. */
export function settledSpec(spec: BoardSpec, input: { readonly width: number; readonly height: number }): LayerlessSpec {
  return { ...spec, grid: spec.grid ?? defaultGrid(Math.max(input.width, input.height)) };
}

/** The subject of a run that there is; `file` is its picture's own, where there is one. */
export function subjectOfRecord({ model, picture, spec }: RunRecord, window: CropWindow | null, file: Blob | null = null): BoardSubject {
  const { layerIds: _, ...layerless } = spec;
  const usual = defaultGrid(Math.max(model.input.width, model.input.height));
  return {
    model: { link: model.link, choices: model.choices, title: model.title, sha256: model.sha256 },
    picture: {
      link: picture.link, window, name: picture.name, sha256: picture.sha256,
      own: picture.link === null ? { file, record: picture.seen ? { picture } : null } : null,
    },
    spec: {
      ...layerless,
      grid: spec.grid === usual ? null : spec.grid,
      target: spec.metric.startsWith('attribution:') ? spec.target : defaultTarget(spec.metric),
    },
  };
}

/** The spec of a metric, all else as given. */
export function withMetric(spec: BoardSpec, metric: RunSpec['metric']): BoardSpec {
  return { ...spec, metric, target: metric === spec.metric ? spec.target : defaultTarget(metric) };
}
