/** Filters of the network on the table disturbed, and put right again. */
import type { Damage } from '../core/spec';
import { DEFAULT_SEED } from '../core/spec';
import type { LayerInfo } from '../engine/protocol';
import { predict } from './pictures';
import { changeSetup } from './runs';
import { readApp } from './store';

/** What damage begins with: half of the filters in the middle of the network. */
const FIRST_SHARE = 0.5;

/** null repairs. Predictions follow at once, maps with the next run. */
export function setDamage(damage: Damage | null): void {
  changeSetup({ damage });
  void predict();
}

/** Pools and rectifiers have no filters; where a network has nothing else, the worker says what is wrong. */
export function layersToDamage(layers: readonly LayerInfo[]): readonly LayerInfo[] {
  const withFilters = layers.filter(({ kind }) => kind === 'convolution' || kind === 'block' || kind === 'dense');
  return withFilters.length > 0 ? withFilters : layers;
}

export function middleLayer(layers: readonly LayerInfo[]): LayerInfo | undefined {
  const some = layersToDamage(layers).filter(({ inner }) => inner !== true);
  return some[Math.floor((some.length - 1) / 2)];
}

export function changeDamage(change: Partial<Damage>): void {
  const middle = middleLayer(readApp().model?.layers ?? []);
  const before = readApp().setup.damage ?? (middle && { layerId: middle.id, way: 'zeroed' as const, share: FIRST_SHARE, seed: DEFAULT_SEED });
  if (before) setDamage({ ...before, ...change });
}
