/** One reader for each key of the link: the value, or a sentence that says what was wrong and what is used instead. */
import type { ColourScheme } from '../core/colourSchemes';
import { COLOUR_SCHEMES, isColourScheme } from '../core/colourSchemes';
import type { AttributionTarget, BackendPreference, MetricName, SolverName } from '../core/spec';
import { ATTRIBUTION_METHODS, DEFAULT_BUDGET, DEFAULT_NOISE, DEFAULT_SEED } from '../core/spec';

export type Reading<Value> = { readonly value: Value } | { readonly problem: string };

const GRID_MOST = 512;
const BUDGET_MOST = 10_000;
const NOISE_MOST = 0.5;
const SEED_MOST = 2 ** 32 - 1;

const SOLVERS: readonly SolverName[] = ['fast', 'reference'];
const BACKENDS: readonly BackendPreference[] = ['auto', 'webgpu', 'webgl', 'wasm', 'cpu'];

export function readModel(text: string): Reading<string> {
  if (text === '') return refuse('model', text, 'it is empty', 'the default network is used');
  if (text.startsWith('dropped:')) {
    return {
      problem:
        `The link was made with “${text.slice(8)}”, a network of somebody’s own, which a link cannot carry; the default network is used. ` +
        'Drop the network here to see the same.',
    };
  }
  if (!text.startsWith('url:')) return { value: text };
  return isWebAddress(text.slice(4))
    ? { value: text }
    : refuse('model', text, 'url: must be followed by an http or https address', 'the default network is used');
}

export function readImage(text: string): Reading<string> {
  const fallback = 'the first sample is shown';
  if (text.startsWith('dropped:')) {
    return {
      problem:
        `The link was made with “${text.slice(8)}”, a picture dropped in by hand, which a link cannot carry; ` +
        `${fallback}. Drop the picture here to see the same.`,
    };
  }
  if (text.startsWith('sample:') && text.length > 7) return { value: text };
  if (text.startsWith('url:')) {
    return isWebAddress(text.slice(4))
      ? { value: text }
      : refuse('image', text, 'url: must be followed by an http or https address', fallback);
  }
  return refuse('image', text, 'it must be sample: and an id, or url: and an address', fallback);
}

export function readLayers(text: string): Reading<'auto' | 'all' | readonly string[]> {
  if (text === 'auto' || text === 'all') return { value: text };
  const ids = [...new Set(text.split(',').filter((id) => id !== ''))];
  return ids.length > 0 ? { value: ids } : refuse('layers', text, 'it names no layer', 'auto is used');
}

export function readMetric(text: string): Reading<MetricName> {
  if (text === 'discarding' || text === 'reconstruction') return { value: text };
  const method = ATTRIBUTION_METHODS.find((name) => text === `attribution:${name}`);
  if (method) return { value: `attribution:${method}` };
  const why = `it must be discarding, reconstruction, or attribution: and one of ${ATTRIBUTION_METHODS.join(', ')}`;
  return refuse('metric', text, why, 'discarding is shown');
}

/** Whether the network has that many classes is for the run to say. */
export function readTarget(text: string): Reading<AttributionTarget> {
  if (text === 'features' || text === 'predicted') return { value: text };
  const index = integer(text);
  return index !== null
    ? { value: index }
    : refuse('target', text, 'it must be features, predicted, or the index of a class, from 0', 'what suits the method is used');
}

export function readGrid(text: string): Reading<number | 'full'> {
  if (text === 'full') return { value: text };
  const grid = integer(text);
  return grid !== null && grid >= 1 && grid <= GRID_MOST
    ? { value: grid }
    : refuse('grid', text, `it must be full or a whole number from 1 to ${GRID_MOST}`, 'the network’s usual grid is used');
}

export function readBudget(text: string): Reading<number> {
  const budget = decimal(text);
  return budget !== null && budget > 0 && budget <= BUDGET_MOST
    ? { value: budget }
    : refuse('budget', text, `it must be a number above 0, at most ${BUDGET_MOST}`, `${DEFAULT_BUDGET} is used`);
}

export function readNoise(text: string): Reading<number | 'paper'> {
  if (text === 'paper') return { value: text };
  const noise = decimal(text);
  return noise !== null && noise > 0 && noise <= NOISE_MOST
    ? { value: noise }
    : refuse('noise', text, `it must be paper or a number above 0, at most ${NOISE_MOST}`, `${DEFAULT_NOISE} is used`);
}

export function readSolver(text: string): Reading<SolverName> {
  const solver = SOLVERS.find((name) => name === text);
  return solver ? { value: solver } : refuse('solver', text, `it must be ${SOLVERS.join(' or ')}`, 'fast is used');
}

export function readSeed(text: string): Reading<number> {
  const seed = integer(text);
  return seed !== null && seed <= SEED_MOST
    ? { value: seed }
    : refuse('seed', text, `it must be a whole number from 0 to ${SEED_MOST}`, `${DEFAULT_SEED} is used`);
}

export function readBackend(text: string): Reading<BackendPreference> {
  const backend = BACKENDS.find((name) => name === text);
  return backend ? { value: backend } : refuse('backend', text, `it must be one of ${BACKENDS.join(', ')}`, 'auto is used');
}

export function readColours(text: string): Reading<ColourScheme> {
  return isColourScheme(text)
    ? { value: text }
    : refuse('colours', text, `it must be one of ${COLOUR_SCHEMES.join(', ')}`, 'the usual colours are used');
}

export function readRun(text: string): Reading<boolean> {
  return text === '0' || text === '1'
    ? { value: text === '1' }
    : refuse('run', text, 'it must be 0 or 1', 'it is left out');
}

const VIEWS = ['table', 'board', 'batch', 'study'] as const;

export function readView(text: string): Reading<(typeof VIEWS)[number]> {
  const value = VIEWS.find((view) => view === text);
  return value ? { value } : refuse('view', text, `it must be one of ${VIEWS.join(', ')}`, 'the light table is shown');
}

export function readQuantity(text: string): Reading<'absolute' | 'relative'> {
  return text === 'absolute' || text === 'relative'
    ? { value: text }
    : refuse('quantity', text, 'it must be absolute or relative', 'maps are shown as they are');
}

function refuse(key: string, text: string, why: string, instead: string): { problem: string } {
  return { problem: `The link's ${key}=${text} was not understood: ${why}; ${instead}.` };
}

/** Non-negative whole numbers in decimal digits only: Number() would also take '', '0x10' and '1e3'. */
function integer(text: string): number | null {
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function decimal(text: string): number | null {
  return /^\d*\.?\d+(e[+-]?\d+)?$/i.test(text) || /^\d+\.$/.test(text) ? Number(text) : null;
}

/** Absolute, or relative to the page; never javascript: and the like. */
function isWebAddress(address: string): boolean {
  if (address === '') return false;
  try {
    return /^https?:$/.test(new URL(address, 'https://page.invalid/').protocol);
  } catch {
    return false;
  }
}
