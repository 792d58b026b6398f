/**
 * The address bar's hash as a public format: `#` and URL-encoded key=value pairs joined by `&`. Unknown keys are kept
 * and written back; a bad value is named in words and replaced by the default.
 */
import type { ColourScheme } from '../core/colourSchemes';
import type { AttributionTarget, BackendPreference, Damage, MetricName, SolverName } from '../core/spec';
import { DEFAULT_BUDGET, DEFAULT_NOISE, DEFAULT_SEED } from '../core/spec';
import type { CropWindow } from '../core/cropWindow';
import type { ModelChoices } from '../core/modelChoices';
import type { LinkBoard } from './board';
import { formatBoard, readBoard } from './board';
import { formatCrop, readCrop } from './crop';
import { formatDamage, readDamage } from './damage';
import type { LinkForeground } from './foreground';
import { formatForeground, readForeground } from './foreground';
import { splitPairs } from './pairs';
import { formatPreparation, readPreparation } from './preparation';
import type { Reading } from './readValue';
import {
  readBackend,
  readBudget,
  readColours,
  readGrid,
  readImage,
  readLayers,
  readMetric,
  readModel,
  readNoise,
  readQuantity,
  readRun,
  readSeed,
  readSolver,
  readTarget,
  readView,
} from './readValue';

export const LINK_VERSION = '1';

export interface Link {
  /** Catalogue id, or `url:` and an address; null for the default network. */
  readonly model: string | null;
  /** How the network is fed and read, where not as its files say (see preparation.ts). */
  readonly preparation: ModelChoices | null;
  /**
   * `sample:` and an id, `url:` and an address, or null for the first sample. `dropped:` and a file name may be
   * written, so that a link says which picture it cannot carry; reading one back gives null and a problem.
   */
  readonly image: string | null;
  /** The part of the picture that the network sees (see crop.ts); null for the centre. */
  readonly crop: CropWindow | null;
  readonly layers: 'auto' | 'all' | readonly string[];
  readonly metric: MetricName;
  /** Cells per side, or one cell a pixel; null for what suits the network's input. */
  readonly grid: number | 'full' | null;
  /** c, relative distortion. */
  readonly budget: number;
  /** tau in intensity units (0..1), or the paper's. */
  readonly noise: number | 'paper';
  readonly solver: SolverName;
  readonly seed: number;
  /** Filters of a layer that are disturbed (see damage.ts); null for the network as it is. */
  readonly damage: Damage | null;
  /** What an attribution explains; null for what suits the method. */
  readonly target: AttributionTarget | null;
  /** Pixels of what the network sees that are compared with the rest (see foreground.ts); null for none. */
  readonly foreground: LinkForeground | null;
  readonly backend: BackendPreference;
  /** Of the maps; null for what the viewer is used to. */
  readonly colours: ColourScheme | null;
  /** Whether the run starts at once. */
  readonly run: boolean;
  /** The light table, or runs side by side. */
  readonly view: 'table' | 'board' | 'batch' | 'study';
  /** Whether maps are shown as they are or against uniform noise. */
  readonly quantity: 'absolute' | 'relative';
  /** What stands side by side (see board.ts); null for nothing. */
  readonly board: LinkBoard | null;
  /** Keys of later versions and other people's, decoded, in the order of the link. */
  readonly rest: ReadonlyMap<string, string>;
}

export const DEFAULT_LINK: Link = {
  model: null,
  preparation: null,
  image: null,
  crop: null,
  layers: 'auto',
  metric: 'discarding',
  grid: null,
  budget: DEFAULT_BUDGET,
  noise: DEFAULT_NOISE,
  solver: 'fast',
  seed: DEFAULT_SEED,
  damage: null,
  target: null,
  foreground: null,
  backend: 'auto',
  colours: null,
  run: false,
  view: 'table',
  quantity: 'absolute',
  board: null,
  rest: new Map(),
};

export interface ParsedLink {
  readonly link: Link;
  /** What was not understood and what is used instead, one sentence each, ready to show. */
  readonly problems: readonly string[];
}

/**
 * Reads a hash with or without its `#`; never throws. Model, sample and layer ids are taken as they are: only the
 * page knows which exist.
 */
export function parseLink(hash: string): ParsedLink {
  const { pairs, problems } = splitPairs(hash);

  /** Takes a known key out of the pairs; what is left in them at the end is `rest`. */
  function take<Value>(key: string, fallback: Value, read: (text: string) => Reading<Value>): Value {
    const text = pairs.get(key);
    pairs.delete(key);
    if (text === undefined) return fallback;
    const reading = read(text);
    if ('value' in reading) return reading.value;
    problems.push(reading.problem);
    return fallback;
  }

  take('v', LINK_VERSION, (text) =>
    text === LINK_VERSION
      ? { value: text }
      : { problem: `The link says v=${text}, but this page reads version ${LINK_VERSION}; what it knows of it is used.` },
  );
  const imageIsAnother = 'problem' in readImage(pairs.get('image') ?? 'sample:any');
  const link: Link = {
    model: take('model', DEFAULT_LINK.model, readModel),
    preparation: take('pre', DEFAULT_LINK.preparation, readPreparation),
    image: take('image', DEFAULT_LINK.image, readImage),
    crop: take('crop', DEFAULT_LINK.crop, readCrop),
    layers: take('layers', DEFAULT_LINK.layers, readLayers),
    metric: take('metric', DEFAULT_LINK.metric, readMetric),
    grid: take('grid', DEFAULT_LINK.grid, readGrid),
    budget: take('budget', DEFAULT_LINK.budget, readBudget),
    noise: take('noise', DEFAULT_LINK.noise, readNoise),
    solver: take('solver', DEFAULT_LINK.solver, readSolver),
    seed: take('seed', DEFAULT_LINK.seed, readSeed),
    damage: take('damage', DEFAULT_LINK.damage, readDamage),
    target: take('target', DEFAULT_LINK.target, readTarget),
    foreground: take('foreground', DEFAULT_LINK.foreground, readForeground),
    backend: take('backend', DEFAULT_LINK.backend, readBackend),
    colours: take('colours', DEFAULT_LINK.colours, readColours),
    run: take('run', DEFAULT_LINK.run, readRun),
    view: take('view', DEFAULT_LINK.view, readView),
    quantity: take('quantity', DEFAULT_LINK.quantity, readQuantity),
    board: readBoard(pairs, problems),
    rest: pairs,
  };
  if (!imageIsAnother) return { link, problems };
  if (link.foreground !== null) problems.push('The link’s foreground is left out: it was drawn on that picture. Draw one on the picture here.');
  if (link.crop !== null) problems.push('The link’s crop is left out: it was made on that picture. Crop the picture here.');
  return { link: { ...link, foreground: null, crop: null }, problems };
}

/** The hash with its `#`; values at their default are left out, `v` never is. */
export function formatLink(link: Link): string {
  const pairs: [string, string][] = [['v', LINK_VERSION]];
  if (link.model !== null) pairs.push(['model', link.model]);
  const preparation = link.preparation === null ? '' : formatPreparation(link.preparation);
  if (preparation !== '') pairs.push(['pre', preparation]);
  if (link.image !== null) pairs.push(['image', link.image]);
  if (link.crop !== null) pairs.push(['crop', formatCrop(link.crop)]);
  if (link.layers !== 'auto') pairs.push(['layers', link.layers === 'all' ? 'all' : link.layers.join(',')]);
  if (link.metric !== DEFAULT_LINK.metric) pairs.push(['metric', link.metric]);
  if (link.grid !== null) pairs.push(['grid', String(link.grid)]);
  if (link.budget !== DEFAULT_LINK.budget) pairs.push(['budget', String(link.budget)]);
  if (link.noise !== DEFAULT_LINK.noise) pairs.push(['noise', String(link.noise)]);
  if (link.solver !== DEFAULT_LINK.solver) pairs.push(['solver', link.solver]);
  if (link.seed !== DEFAULT_LINK.seed) pairs.push(['seed', String(link.seed)]);
  if (link.damage !== null) pairs.push(['damage', formatDamage(link.damage)]);
  if (link.target !== null) pairs.push(['target', String(link.target)]);
  if (link.foreground !== null) pairs.push(['foreground', formatForeground(link.foreground)]);
  if (link.backend !== DEFAULT_LINK.backend) pairs.push(['backend', link.backend]);
  if (link.colours !== null) pairs.push(['colours', link.colours]);
  if (link.run) pairs.push(['run', '1']);
  if (link.view !== DEFAULT_LINK.view) pairs.push(['view', link.view]);
  if (link.quantity !== DEFAULT_LINK.quantity) pairs.push(['quantity', link.quantity]);
  if (link.board) pairs.push(...formatBoard(link.board).map(([key, value]): [string, string] => [key, value]));
  pairs.push(...link.rest);
  return `#${pairs.map(([key, value]) => `${encode(key)}=${encode(value)}`).join('&')}`;
}

/** encodeURIComponent, less the characters that a hash may carry as they are: addresses and lists stay readable. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/%(3A|2F|2C|40)/g, (escape) => decodeURIComponent(escape));
}
