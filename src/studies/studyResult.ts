/** `public/studies/<name>.json`: what a study came to over many pictures, with each picture's numbers, so that networks are compared picture by picture. */
import type { Spread } from '../core/spread';
import { spreadOf } from '../core/spread';
import type { BackendName, Damage } from '../core/spec';
import type { NumbersOfLayer, NumbersOfNetwork, StudyMetric } from './studyNumbers';

export const STUDY_RESULT_FORMAT = 'pixelsieve.studyResult';
export const STUDY_RESULT_VERSION = 1;

/** Names of the metrics in the file: quantity and unit. */
export const METRIC_FIELDS: Readonly<Record<StudyMetric, string>> = {
  entropy: 'entropyNats', gain: 'gainNats', concentration: 'concentrationNats', reconstruction: 'reconstructionNats',
};

export interface StudyLayer extends NumbersOfLayer {
  /** Runs of this layer that came to a map, and those of them that settled before the limit of passes. */
  readonly finished: number;
  readonly converged: number;
}

export interface StudyNetworkResult extends NumbersOfNetwork {
  /** As in the link: an id of the catalogue; else a file's name. */
  readonly model: string;
  readonly title: string;
  readonly sha256: string | null;
  readonly damage: Damage | null;
  /** Share of the pictures whose class it names first; null where it names other classes. */
  readonly rightShare: number | null;
  /** Where its numbers are not of the result's last command, but were published before and kept. */
  readonly earlier?: StudyOrigin;
  readonly layers: readonly StudyLayer[];
}

export interface StudyBackend {
  readonly name: BackendName;
  readonly threads: number;
  readonly adapter: string | null;
}

/** How numbers came about. */
export interface StudyOrigin {
  /** Made the runs; and of another metric than the first, where there are two. */
  readonly commands: readonly string[];
  /** ISO 8601, of the runs. */
  readonly createdAt: string;
  readonly appVersion: string | null;
  /** What most runs were computed on. */
  readonly backend: StudyBackend | null;
  /** Where that is not all of them: how many on what. */
  readonly backends?: readonly (StudyBackend & { readonly runs: number })[];
}

export interface StudyResult extends StudyOrigin {
  readonly study: string;
  readonly title: string;
  /** The link's keys, as they are written there. */
  readonly settings: Readonly<Record<string, string>>;
  /** What they are called in the study: `cifar10-` and the index in the test set, or a sample's id. */
  readonly pictures: readonly string[];
  readonly networks: readonly StudyNetworkResult[];
}

/** What the runs were computed on, the most frequent first; `runs` is null where it is all of them. */
export function computedOn({ backend, backends }: StudyOrigin): readonly (StudyBackend & { readonly runs: number | null })[] {
  return backends ?? (backend ? [{ ...backend, runs: null }] : []);
}

/** The networks whose numbers were kept from before, by when and how they came about. */
export function earlierParts({ networks }: Pick<StudyResult, 'networks'>): readonly { readonly origin: StudyOrigin; readonly titles: readonly string[] }[] {
  const parts = new Map<string, { origin: StudyOrigin; titles: string[] }>();
  for (const { title, earlier } of networks) {
    if (!earlier) continue;
    const key = JSON.stringify(earlier);
    const part = parts.get(key) ?? { origin: earlier, titles: [] };
    part.titles.push(title);
    parts.set(key, part);
  }
  return [...parts.values()];
}

/** Settings that are worth telling: layers stand in the numbers, and the backend too where there are several. */
export function toldSettings({ settings, backends }: StudyResult): readonly (readonly [string, string])[] {
  return Object.entries(settings).filter(([key]) => key !== 'layers' && !(key === 'backend' && backends));
}

/** Digits behind the point in the file: a ten-thousandth of a nat, far below what one more run would change. */
const DECIMALS = 4;
const rounded = (value: number | null) => (value === null ? null : Number(value.toFixed(DECIMALS)));

/** The file's text: readable by eye, a layer's numbers on a line of their own. */
export function formatStudyResult(result: StudyResult): string {
  const { networks, pictures, ...head } = result;
  const plain = {
    format: STUDY_RESULT_FORMAT, formatVersion: STUDY_RESULT_VERSION, ...head, pictures,
    networks: networks.map(({ layers, ...network }) => ({
      ...network,
      rightShare: rounded(network.rightShare),
      layers: layers.map(({ values, ...layer }) => ({
        ...layer,
        relativeDepth: rounded6(layer.relativeDepth),
        ...Object.fromEntries(Object.entries(values).map(([metric, list]) => [METRIC_FIELDS[metric as StudyMetric], measured(list.map(rounded))])),
      })),
    })),
  };
  const text = JSON.stringify(plain, null, 1);
  // Lists of numbers and names stand on one line.
  return `${text.replaceAll(/\[[^[\]{}]*\]/g, (list) => JSON.stringify(JSON.parse(list)))}\n`;
}

/** Depths must find each other again after being written. */
const rounded6 = (depth: number) => Number(depth.toFixed(6));

function measured(values: readonly (number | null)[]) {
  const spread = spreadOf(values);
  const of = (name: 'mean' | 'std' | 'ci95') => rounded(spread?.[name] ?? null);
  return { count: spread?.count ?? 0, mean: of('mean'), std: of('std'), ci95: of('ci95'), values };
}

/** Over the pictures; null where the layer has no such number. */
export function spreadOfLayer({ values }: NumbersOfLayer, metric: StudyMetric): Spread | null {
  return spreadOf(values[metric] ?? []);
}

/** The metrics that at least one network has numbers of. */
export function metricsOf({ networks }: Pick<StudyResult, 'networks'>): readonly StudyMetric[] {
  const all = (Object.keys(METRIC_FIELDS) as StudyMetric[]).filter((metric) =>
    networks.some(({ layers }) => layers.some(({ values }) => values[metric]?.some((value) => value !== null))));
  return all;
}
