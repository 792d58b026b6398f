/**
 * The link's board: `view=board` and the runs that stand side by side. Networks, pictures and metrics are lists, and panes speak of
 * them by their numbers, from 1:
 *
 *   networks=resnet20~vgg11-half     as `model`; `!` and then as `pre`, where a network is fed otherwise
 *   pictures=sample:cat-sitting      as `image`; `!` and then as `crop`
 *   metrics=discarding!budget:3      as `metric`; `!` and what is not as usual: budget, noise, grid, solver, seed, target, variant
 *   panes=1.1.1:stem~2.1.1:@0.5!own  network.picture.metric:layer; `@` and a relative depth 0..1, or the layer's id; `!own` for a
 *                                    colour scale of its own
 *   curves=auto                      layers in the curves besides those of the panes: `auto`, `all`; absent: none
 *   pair=1,2,difference              two panes against each other: `slider` or `difference`
 *   hidden=1.1.1~2.1.1               runs whose curves are not drawn, as network.picture.metric
 *   zoom=4,0.3,0.6                   all maps this many times as large, around a point in fractions of the upright picture
 *
 * `~` parts items, `!` what belongs to one; where they occur in a name they are percent-encoded once more. Networks and pictures of
 * the viewer's own are written as `dropped:` and their name: a link says which it cannot carry, and their panes are left out.
 */
import type { CropWindow } from '../core/cropWindow';
import type { ModelChoices } from '../core/modelChoices';
import type { MetricName, NetworkVariant, RunSpec } from '../core/spec';
import { DEFAULT_BUDGET, DEFAULT_NOISE, DEFAULT_SEED, defaultTarget } from '../core/spec';
import { formatCrop, readCrop } from './crop';
import { formatDamage, readDamage } from './damage';
import { formatPreparation, readPreparation } from './preparation';
import type { Reading } from './readValue';
import { readBudget, readGrid, readImage, readMetric, readModel, readNoise, readSeed, readSolver, readTarget } from './readValue';

/** A link of null is a network or picture of the viewer's own; its name says which. */
export interface LinkNetwork {
  readonly model: string | null;
  readonly name: string;
  readonly preparation: ModelChoices | null;
}

export interface LinkPicture {
  readonly image: string | null;
  readonly name: string;
  readonly crop: CropWindow | null;
}

export type LinkSpec = Omit<RunSpec, 'layerIds' | 'grid'> & { readonly grid: number | 'full' | null };

export interface LinkPane {
  /** Indices, from 0. */
  readonly network: number;
  readonly picture: number;
  readonly spec: number;
  readonly layer: { readonly id: string } | { readonly depth: number };
  readonly scale: 'shared' | 'own';
}

export interface LinkPair {
  /** Indices of panes, from 0. */
  readonly a: number;
  readonly b: number;
  readonly mode: 'slider' | 'difference';
}

/** A run by the indices of what it is of, from 0. */
export type LinkRun = Pick<LinkPane, 'network' | 'picture' | 'spec'>;

export interface LinkZoom {
  /** 1: the whole map. */
  readonly scale: number;
  /** The middle of what is seen, 0..1 from the top left of the upright picture. */
  readonly x: number;
  readonly y: number;
}

export interface LinkBoard {
  readonly networks: readonly LinkNetwork[];
  readonly pictures: readonly LinkPicture[];
  readonly specs: readonly LinkSpec[];
  readonly panes: readonly LinkPane[];
  readonly curves: 'panes' | 'auto' | 'all';
  readonly pair: LinkPair | null;
  readonly hidden: readonly LinkRun[];
  readonly zoom: LinkZoom | null;
}

export const BOARD_KEYS = ['networks', 'pictures', 'metrics', 'panes', 'curves', 'pair', 'hidden', 'zoom'] as const;
/** Beyond this a zoom is a mistake. */
const MOST_ZOOM = 1000;

const escaped = (text: string) => text.replaceAll(/[%~!]|^@/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const DROPPED = 'dropped:';

/** Decoded key=value pairs; none for a board without panes. */
export function formatBoard({ networks, pictures, specs, panes, curves, pair, hidden, zoom }: LinkBoard): readonly (readonly [string, string])[] {
  if (panes.length === 0) return [];
  const item = (main: string, extra: string) => (extra === '' ? escaped(main) : `${escaped(main)}!${escaped(extra)}`);
  const runText = ({ network, picture, spec }: LinkRun) => `${network + 1}.${picture + 1}.${spec + 1}`;
  const paneText = ({ layer, scale, ...run }: LinkPane) =>
    `${runText(run)}:${'id' in layer ? escaped(layer.id) : `@${layer.depth}`}${scale === 'own' ? '!own' : ''}`;
  return [
    ['networks', networks.map(({ model, name, preparation }) => item(model ?? `${DROPPED}${name}`, preparation ? formatPreparation(preparation) : '')).join('~')],
    ['pictures', pictures.map(({ image, name, crop }) => item(image ?? `${DROPPED}${name}`, crop && image !== null ? formatCrop(crop) : '')).join('~')],
    ['metrics', specs.map((spec) => item(spec.metric, formatUnusual(spec))).join('~')],
    ['panes', panes.map(paneText).join('~')],
    ...(curves === 'panes' ? [] : [['curves', curves] as const]),
    ...(pair ? [['pair', `${pair.a + 1},${pair.b + 1},${pair.mode}`] as const] : []),
    ...(hidden.length > 0 ? [['hidden', hidden.map(runText).join('~')] as const] : []),
    ...(zoom ? [['zoom', [zoom.scale, zoom.x, zoom.y].map((value) => Number(value.toFixed(4))).join(',')] as const] : []),
  ];
}

function formatUnusual({ metric, budget, noise, grid, solver, seed, target, variant }: LinkSpec): string {
  return [
    ...(budget === DEFAULT_BUDGET ? [] : [`budget:${budget}`]),
    ...(noise === DEFAULT_NOISE ? [] : [`noise:${noise}`]),
    ...(grid === null ? [] : [`grid:${grid}`]),
    ...(solver === 'fast' ? [] : [`solver:${solver}`]),
    ...(seed === DEFAULT_SEED ? [] : [`seed:${seed}`]),
    ...(target === defaultTarget(metric) ? [] : [`target:${target}`]),
    ...(variant === null ? [] : [`variant:${formatVariant(variant)}`]),
  ].join(',');
}

/** Its kind, then its numbers by name: `randomised/segments=2/seed=1`; damage as its own key has it, escaped: `damaged/zeroed%2C0.5%2C1%2Cconv2`. */
function formatVariant(variant: NetworkVariant): string {
  const { kind, ...numbers } = variant;
  if (variant.kind === 'damaged') return `damaged/${escapedAll(formatDamage(variant))}`;
  return [kind, ...Object.entries(numbers).map(([name, value]) => `${name}=${value}`)].join('/');
}

/** Also what separates parts of a board and encodeURIComponent leaves. */
const escapedAll = (text: string) => encodeURIComponent(text).replace(/[~!]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);

function readDamaged(text: string): NetworkVariant | null {
  try {
    const reading = readDamage(decodeURIComponent(text));
    return 'value' in reading ? { kind: 'damaged', ...reading.value } : null;
  } catch {
    return null;
  }
}

const VARIANTS: Readonly<Record<Exclude<NetworkVariant['kind'], 'damaged'>, readonly string[]>> = {
  'layer-scaled': ['factor'], rescaled: ['factor'], randomised: ['segments', 'seed'],
};

function readVariant(text: string): NetworkVariant | null {
  const [kind = '', ...parts] = text.split('/');
  if (kind === 'damaged') return readDamaged(parts.join('/'));
  const names = VARIANTS[kind as Exclude<NetworkVariant['kind'], 'damaged'>];
  const numbers = new Map(parts.map((part) => [part.split('=')[0]!, Number(part.split('=')[1])]));
  if (!names || names.length !== numbers.size || names.some((name) => !Number.isFinite(numbers.get(name)))) return null;
  return { kind, ...Object.fromEntries(numbers) } as NetworkVariant;
}

/**
 * @param pairs decoded; what is the board's is taken out of them.
 * @param problems gets a sentence for everything that was not understood or cannot be carried
 * @returns null where the link has no board
 */
export function readBoard(pairs: Map<string, string>, problems: string[]): LinkBoard | null {
  const take = (key: (typeof BOARD_KEYS)[number]) => {
    const text = pairs.get(key);
    pairs.delete(key);
    return text;
  };
  const [networkText, pictureText, metricText, paneText, curveText, pairText, hiddenText, zoomText] = BOARD_KEYS.map(take);
  if (paneText === undefined) return null;
  const networks = itemsOf(networkText).map((text) => readNetwork(text, problems));
  const pictures = itemsOf(pictureText).map((text) => readPicture(text, problems));
  const specs = itemsOf(metricText ?? 'discarding').map((text) => readSpec(text, problems));
  const read = itemsOf(paneText).map((text, i) => readPane(text, i + 1, { networks, pictures, specs }, problems));
  const panes = read.filter((pane) => pane !== null);
  return {
    networks: networks.map(given), pictures: pictures.map(given), specs, panes, curves: readCurves(curveText, problems), pair: readPair(pairText, read, panes, problems),
    hidden: readHidden(hiddenText, panes, problems), zoom: readZoom(zoomText, problems),
  };
}

const itemsOf = (text: string | undefined) => (text === undefined || text === '' ? [] : text.split('~'));

/** Main part and what belongs to it. */
function partsOf(text: string): readonly [string, string | null] {
  const at = text.indexOf('!');
  return at < 0 ? [unescaped(text), null] : [unescaped(text.slice(0, at)), unescaped(text.slice(at + 1))];
}

/** null: it was told already why there is none. */
type Or<Item> = (Item & { readonly isMissing?: boolean });

const given = <Item>({ isMissing: _, ...item }: Or<Item>) => item as Item;

function valueOf<Value>(reading: Reading<Value>, problems: string[], fallback: Value): Value {
  if ('value' in reading) return reading.value;
  problems.push(reading.problem);
  return fallback;
}

function readNetwork(text: string, problems: string[]): Or<LinkNetwork> {
  const [main, extra] = partsOf(text);
  if (main.startsWith(DROPPED)) {
    const name = main.slice(DROPPED.length);
    problems.push(`The link’s board has “${name}”, a network of somebody’s own, which a link cannot carry; its maps are left out. Drop its files here and add them again.`);
    return { model: null, name, preparation: null, isMissing: true };
  }
  const reading = readModel(main);
  if ('problem' in reading) {
    problems.push(`The link’s networks=${main} was not understood: url: must be followed by an http or https address; its maps are left out.`);
    return { model: null, name: main, preparation: null, isMissing: true };
  }
  return { model: reading.value, name: main, preparation: extra === null ? null : valueOf(readPreparation(extra), problems, null) };
}

function readPicture(text: string, problems: string[]): Or<LinkPicture> {
  const [main, extra] = partsOf(text);
  const reading = readImage(main);
  if ('value' in reading) return { image: reading.value, name: main, crop: extra === null ? null : valueOf(readCrop(extra), problems, null) };
  const name = main.startsWith(DROPPED) ? main.slice(DROPPED.length) : main;
  problems.push(
    main.startsWith(DROPPED)
      ? `The link’s board has “${name}”, a picture dropped in by hand, which a link cannot carry; its maps are left out. Drop the picture here and add them again.`
      : `The link’s pictures=${main} was not understood: it must be sample: and an id, or url: and an address; its maps are left out.`,
  );
  return { image: null, name, crop: null, isMissing: true };
}

function readSpec(text: string, problems: string[]): LinkSpec {
  const [main, extra] = partsOf(text);
  const metric: MetricName = valueOf(readMetric(main), problems, 'discarding');
  const parts = new Map((extra ?? '').split(',').filter(Boolean).map((part) => [part.slice(0, part.indexOf(':')), part.slice(part.indexOf(':') + 1)]));
  const take = <Value>(key: string, fallback: Value, read: (value: string) => Reading<Value>): Value => {
    const value = parts.get(key);
    parts.delete(key);
    return value === undefined ? fallback : valueOf(read(value), problems, fallback);
  };
  const spec: LinkSpec = {
    metric,
    budget: take('budget', DEFAULT_BUDGET, readBudget),
    noise: take<number | 'paper'>('noise', DEFAULT_NOISE, readNoise),
    grid: take<number | 'full' | null>('grid', null, readGrid),
    solver: take('solver', 'fast', readSolver),
    seed: take('seed', DEFAULT_SEED, readSeed),
    target: take('target', defaultTarget(metric), readTarget),
    variant: take<NetworkVariant | null>('variant', null, (value) => {
      const variant = readVariant(value);
      return variant ? { value: variant } : { problem: `The link’s variant:${value} was not understood; the network is used as it is.` };
    }),
  };
  for (const key of parts.keys()) problems.push(`The link’s metrics=${text} has “${key}”, which is none of its parts; it is left out.`);
  return spec;
}

interface Lists {
  readonly networks: readonly Or<LinkNetwork>[];
  readonly pictures: readonly Or<LinkPicture>[];
  readonly specs: readonly LinkSpec[];
}

function readPane(text: string, number: number, { networks, pictures, specs }: Lists, problems: string[]): LinkPane | null {
  const match = /^(\d+)\.(\d+)\.(\d+):([^!]+)(!own)?$/.exec(text);
  const refuse = (why: string) => {
    problems.push(`The link’s map ${number}, “${text}”, was not understood: ${why}; it is left out.`);
    return null;
  };
  if (!match) return refuse('it must be network.picture.metric:layer, as in 1.1.1:@0.5');
  const [network, picture, spec] = [match[1], match[2], match[3]].map((part) => Number(part) - 1) as [number, number, number];
  for (const [what, index, list] of [['network', network, networks], ['picture', picture, pictures], ['metric', spec, specs]] as const) {
    if (index < 0 || index >= list.length) return refuse(`there is no ${what} ${index + 1} in the link`);
  }
  if (networks[network]!.isMissing || pictures[picture]!.isMissing) return null;
  const layer = match[4]!;
  const depth = layer.startsWith('@') ? Number(layer.slice(1) || Number.NaN) : null;
  if (depth !== null && !(depth >= 0 && depth <= 1)) return refuse('after @ stands a relative depth from 0 to 1');
  return { network, picture, spec, layer: depth === null ? { id: unescaped(layer) } : { depth }, scale: match[5] ? 'own' : 'shared' };
}

function readCurves(text: string | undefined, problems: string[]): LinkBoard['curves'] {
  if (text === undefined || text === 'auto' || text === 'all') return text ?? 'panes';
  problems.push(`The link’s curves=${text} was not understood: it must be auto or all; the curves have the layers of the maps.`);
  return 'panes';
}

/** Panes that were left out take their pair with them. */
function readPair(text: string | undefined, read: readonly (LinkPane | null)[], panes: readonly LinkPane[], problems: string[]): LinkPair | null {
  if (text === undefined) return null;
  const match = /^(\d+),(\d+),(slider|difference)$/.exec(text);
  const [a, b] = match ? [read[Number(match[1]) - 1], read[Number(match[2]) - 1]] : [];
  if (!match || a === undefined || b === undefined) {
    problems.push(`The link’s pair=${text} was not understood: it must be the numbers of two maps and slider or difference, as in 1,2,difference; no pair is shown.`);
    return null;
  }
  return a && b ? { a: panes.indexOf(a), b: panes.indexOf(b), mode: match[3] as LinkPair['mode'] } : null;
}

/** Of runs that no map shows any more nothing is said: their panes were. */
function readHidden(text: string | undefined, panes: readonly LinkPane[], problems: string[]): readonly LinkRun[] {
  return itemsOf(text).flatMap((item) => {
    const match = /^(\d+)\.(\d+)\.(\d+)$/.exec(item);
    if (!match) {
      problems.push(`The link’s hidden=${item} was not understood: it must be network.picture.metric, as in 1.1.1; that curve is drawn.`);
      return [];
    }
    const [network, picture, spec] = match.slice(1).map((part) => Number(part) - 1) as [number, number, number];
    return panes.some((pane) => pane.network === network && pane.picture === picture && pane.spec === spec) ? [{ network, picture, spec }] : [];
  });
}

function readZoom(text: string | undefined, problems: string[]): LinkZoom | null {
  if (text === undefined) return null;
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const [scale, x, y] = numbers as [number, number, number];
  const isInside = [x, y].every((part) => part >= 0 && part <= 1);
  if (numbers.length === 3 && scale >= 1 && scale <= MOST_ZOOM && isInside) return scale === 1 ? null : { scale, x, y };
  problems.push(`The link’s zoom=${text} was not understood: it must be a factor from 1 to ${MOST_ZOOM} and a point in fractions of the picture, as in 4,0.3,0.6; the maps are shown whole.`);
  return null;
}
