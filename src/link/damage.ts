/**
 * The link's `damage`: `way,share,seed,layer`, with the share of the layer's filters from 0 to 1. The layer's id comes last,
 * because it may hold anything but a comma.
 */
import { type Damage, DAMAGE_WAYS } from '../core/spec';
import type { Reading } from './readValue';

const DECIMALS = 4;
const SEED_MOST = 2 ** 32 - 1;
const FALLBACK = 'the network is left as it is';

export function formatDamage({ way, share, seed, layerId }: Damage): string {
  return [way, Number(share.toFixed(DECIMALS)), seed, layerId].join(',');
}

/** Whether the network has that layer is for the page to say. */
export function readDamage(text: string): Reading<Damage> {
  const [written = '', share = '', seed = '', ...rest] = text.split(',');
  const way = DAMAGE_WAYS.find((name) => name === written);
  if (!way) return refuse(text, `it must begin with one of ${DAMAGE_WAYS.join(', ')}`);
  if (!/^(\d*\.)?\d+$/.test(share) || Number(share) > 1) return refuse(text, 'the share of filters must be a number from 0 to 1');
  if (!/^\d{1,10}$/.test(seed) || Number(seed) > SEED_MOST) return refuse(text, `the seed must be a whole number from 0 to ${SEED_MOST}`);
  const layerId = rest.join(',');
  return layerId === '' ? refuse(text, 'it names no layer') : { value: { way, share: Number(share), seed: Number(seed), layerId } };
}

function refuse(text: string, why: string): { problem: string } {
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return { problem: `The link's damage=${shown} was not understood: ${why}; ${FALLBACK}.` };
}
