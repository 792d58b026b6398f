/** "These layers by these networks": from choices to panes, and from panes back to rows and columns where they are a product. Pure. */
import type { BoardState, Pane, WantedPane } from './boardStore';
import type { BoardModel, BoardPicture, BoardSpec, LayerRef } from './subject';
import { boardSpecKey, layerRefKey, modelKey, pictureKey } from './subject';

export interface Product {
  readonly networks: readonly BoardModel[];
  readonly pictures: readonly BoardPicture[];
  readonly specs: readonly BoardSpec[];
  readonly layers: readonly LayerRef[];
}

/** Row by row, layers varying fastest, then networks, pictures, metrics. */
export function productPanes({ networks, pictures, specs, layers }: Product): readonly WantedPane[] {
  return specs.flatMap((spec) => pictures.flatMap((picture) => networks.flatMap((model) => layers.map((layer) => ({ subject: { model, picture, spec }, layer })))));
}

export type Dimension = 'layer' | 'network' | 'picture' | 'metric';

const DIMENSIONS: readonly Dimension[] = ['layer', 'network', 'picture', 'metric'];

export interface BoardLayout {
  readonly across: Dimension;
  /** What tells the rows apart. */
  readonly down: readonly Dimension[];
  readonly rows: readonly (readonly Pane[])[];
}

/** Rows and columns, where the panes are a product in its order; null where they are just panes. */
export function boardLayout({ runs, panes }: Pick<BoardState, 'runs' | 'panes'>): BoardLayout | null {
  const keys = panes.map(({ runKey, layer }) => {
    const run = runs.get(runKey);
    return { layer: layerRefKey(layer), network: run ? modelKey(run.model) : '', picture: run ? pictureKey(run.picture) : '', metric: run ? boardSpecKey(run.spec) : '' };
  });
  for (const across of DIMENSIONS) {
    const others = DIMENSIONS.filter((dimension) => dimension !== across);
    const rowKey = (i: number) => others.map((dimension) => keys[i]![dimension]).join('|');
    const columns = new Set(keys.map((key) => key[across])).size;
    if (columns < 2 || panes.length <= columns || panes.length % columns !== 0) continue;
    const isProduct = keys.every((key, i) => key[across] === keys[i % columns]![across] && rowKey(i) === rowKey(i - (i % columns)));
    const rowKeys = new Set(keys.map((_, i) => rowKey(i)));
    if (!isProduct || rowKeys.size !== panes.length / columns) continue;
    const down = others.filter((dimension) => new Set(keys.map((key) => key[dimension])).size > 1);
    return { across, down, rows: Array.from({ length: rowKeys.size }, (_, row) => panes.slice(row * columns, (row + 1) * columns)) };
  }
  return null;
}
