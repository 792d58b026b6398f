/** All networks of all studies as points: a metric at a depth against how good the network is. */
import { averageRanks, spearman } from '../core/rankCorrelation';
import { spearmanInterval } from '../core/spearmanInterval';
import type { Spread } from '../core/spread';
import { spreadOf } from '../core/spread';
import type { ModelCard } from '../core/modelCard';
import type { StudyId } from './studyIds';
import { STUDY_IDS } from './studyIds';
import type { StudyMetric } from './studyNumbers';
import { valuesAt } from './studyNumbers';
import type { StudyNetworkResult, StudyResult } from './studyResult';

/** On the whole test set; on the study's pictures; on test pictures changed to mislead the network. */
export const ACCURACY_KINDS = ['test', 'pictures', 'robust'] as const;
export type AccuracyKind = (typeof ACCURACY_KINDS)[number];

export interface ZooNetwork {
  /** Unique in the zoo. */
  readonly id: string;
  readonly title: string;
  /** The first study that has it. */
  readonly study: StudyId;
  readonly result: StudyNetworkResult;
  /** 0..1 each; null where it was not measured. */
  readonly accuracy: Readonly<Record<AccuracyKind, number | null>>;
}

/**
 * Each network once, in the order of the studies. A damaged network is no longer the one on the card: of the accuracies, it has that
 * on the study's pictures.
 * @param cards by the network's model; those that are not known are left out
 */
export function zooOf(results: ReadonlyMap<StudyId, StudyResult>, cards: ReadonlyMap<string, Pick<ModelCard, 'training'>>): readonly ZooNetwork[] {
  const found = new Map<string, ZooNetwork>();
  for (const study of STUDY_IDS) {
    for (const network of results.get(study)?.networks ?? []) {
      const key = network.damage === null ? network.model : network.id;
      if (found.has(key)) continue;
      const training = network.damage === null ? cards.get(network.model)?.training : undefined;
      found.set(key, {
        id: key, title: network.title, study, result: network,
        accuracy: { test: training?.testAccuracy ?? null, pictures: network.rightShare, robust: training?.robustness?.accuracy ?? null },
      });
    }
  }
  return [...found.values()];
}

export interface ZooPoint {
  readonly network: ZooNetwork;
  /** The metric over the pictures. */
  readonly x: Spread;
  readonly y: number;
}

/** Of the networks that have both numbers. */
export function zooPoints(networks: readonly ZooNetwork[], metric: StudyMetric, depth: number, accuracy: AccuracyKind): readonly ZooPoint[] {
  return networks.flatMap((network) => {
    const x = spreadOf(valuesAt(network.result, metric, depth));
    const y = network.accuracy[accuracy];
    return x && y !== null ? [{ network, x, y }] : [];
  });
}

export interface ZooCorrelation {
  readonly networks: number;
  /** Spearman's; null where there are fewer than three networks, or one side is constant. */
  readonly rho: number | null;
  readonly interval: readonly [low: number, high: number] | null;
}

const LEAST_NETWORKS = 3;

export function zooCorrelation(points: readonly ZooPoint[]): ZooCorrelation {
  const rho = points.length < LEAST_NETWORKS ? Number.NaN : spearman(points.map(({ x }) => x.mean), points.map(({ y }) => y));
  const known = Number.isNaN(rho) ? null : rho;
  return { networks: points.length, rho: known, interval: known === null ? null : spearmanInterval(known, points.length) };
}

/** Ranks of the points on both axes, 1 is the least: what the correlation is made of. */
export function zooRanks(points: readonly ZooPoint[]): readonly { readonly x: number; readonly y: number }[] {
  const [x, y] = [averageRanks(points.map((point) => point.x.mean)), averageRanks(points.map((point) => point.y))];
  return points.map((_, i) => ({ x: x[i]!, y: y[i]! }));
}
