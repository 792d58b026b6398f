/**
 * What the paper's studies say, as comparisons of numbers: a claim holds where its difference is above zero. Page and report judge
 * by the same data; what is said of a result is computed from it.
 */
import type { Spread } from '../core/spread';
import { spreadOf } from '../core/spread';
import type { StudyId } from './studyIds';
import type { NumbersOfNetwork, StudyMetric } from './studyNumbers';
import { pictureCount, valueAt } from './studyNumbers';

/** Where a claim is from: said by the paper, or the direction that follows from what it says of better networks. */
export type ClaimSource = 'said' | 'follows';

export const CLAIM_IDS = [
  'discards', 'background-first', 'deeper-concentrates', 'residual-concentrates', 'training-discards', 'training-concentrates', 'distilled-concentrates',
  'pruned-blurs', 'tuning-mends', 'adversarial-concentrates', 'damage-blurs', 'damage-discards', 'blocks-discard', 'blocks-background-first',
] as const;
export type ClaimId = (typeof CLAIM_IDS)[number];

/** Compared with another network, or by itself with zero. */
export interface ClaimPair {
  readonly of: string;
  readonly against: string | null;
}

export interface Claim {
  readonly id: ClaimId;
  readonly source: ClaimSource;
  readonly metric: StudyMetric;
  /** Relative depth at which the networks are read. */
  readonly at: number;
  /** Taken off the value at `at`, in the same network; null: nothing. */
  readonly from: number | null;
  readonly pairs: readonly ClaimPair[];
}

const alone = (...ids: readonly string[]): readonly ClaimPair[] => ids.map((of) => ({ of, against: null }));
const less = (of: string, against: string): ClaimPair => ({ of, against });

const discards = (...networks: readonly string[]): Claim => ({ id: 'discards', source: 'said', metric: 'entropy', at: 1, from: 0, pairs: alone(...networks) });
const backgroundFirst = (...networks: readonly string[]): Claim => ({ id: 'background-first', source: 'follows', metric: 'concentration', at: 1, from: null, pairs: alone(...networks) });
/** The first concentrates more at its end than the second. */
const concentrates = (id: ClaimId, ...pairs: readonly ClaimPair[]): Claim => ({ id, source: 'follows', metric: 'concentration', at: 1, from: null, pairs });

const RESNETS = ['resnet20', 'resnet32', 'resnet44'];
const FAMILIES = ['vgg11-half', 'alexnet', 'resnet20', 'mobilenetv2'];
const EPOCHS = ['resnet20-epoch1', 'resnet20-epoch3', 'resnet20-epoch10', 'resnet20-epoch30'];
const STUDENTS = ['resnet8', 'resnet8-distilled', 'resnet44'];
const ADVERSARIAL = ['resnet20', 'resnet20-adversarial'];
const PRUNED = ['50', '80', '90'];
const DAMAGED = ['zeroed25', 'zeroed50', 'shuffled50', 'noised50', 'randomised50'].map((way) => `resnet20-${way}`);
/** Where stage2_block2 of ResNet-20 stands: the layer whose filters are damaged. */
const DAMAGED_DEPTH = 5 / 9;
/** Of DeepLab's block 12, the deepest that is computed over many photographs. */
const SEGMENTED_DEPTH = 12 / 19;

export const CLAIMS: Readonly<Record<StudyId, readonly Claim[]>> = {
  depth: [discards(...RESNETS), backgroundFirst(...RESNETS), concentrates('deeper-concentrates', less('resnet32', 'resnet20'), less('resnet44', 'resnet20'))],
  families: [discards(...FAMILIES), backgroundFirst(...FAMILIES), concentrates('residual-concentrates', less('resnet20', 'alexnet'), less('resnet20', 'vgg11-half'))],
  training: [
    { ...discards(), id: 'training-discards', source: 'follows', from: null, pairs: [less(EPOCHS.at(-1)!, EPOCHS[0]!)] },
    backgroundFirst(...EPOCHS),
    concentrates('training-concentrates', less(EPOCHS.at(-1)!, EPOCHS[0]!)),
  ],
  distillation: [discards(...STUDENTS), backgroundFirst(...STUDENTS), concentrates('distilled-concentrates', less('resnet8-distilled', 'resnet8'))],
  compression: [
    backgroundFirst('resnet20', ...PRUNED.flatMap((percent) => [`resnet20-pruned${percent}`, `resnet20-pruned${percent}-tuned`])),
    concentrates('pruned-blurs', ...PRUNED.map((percent) => less('resnet20', `resnet20-pruned${percent}`))),
    concentrates('tuning-mends', ...PRUNED.map((percent) => less(`resnet20-pruned${percent}-tuned`, `resnet20-pruned${percent}`))),
  ],
  adversarial: [discards(...ADVERSARIAL), backgroundFirst(...ADVERSARIAL), concentrates('adversarial-concentrates', less('resnet20-adversarial', 'resnet20'))],
  damage: [
    { id: 'damage-discards', source: 'follows', metric: 'entropy', at: DAMAGED_DEPTH, from: null, pairs: DAMAGED.map((id) => less(id, 'resnet20')) },
    concentrates('damage-blurs', ...DAMAGED.map((id) => less('resnet20', id))),
  ],
  segmentation: [
    { ...discards('deeplab-mobilenetv2'), id: 'blocks-discard', at: SEGMENTED_DEPTH },
    { ...backgroundFirst('deeplab-mobilenetv2'), id: 'blocks-background-first', at: SEGMENTED_DEPTH },
  ],
};

/** Held: its interval lies above zero. Against: below. Open: around it. One: of a single picture, which has no interval. Unknown: no numbers. */
export type PairVerdict = 'held' | 'against' | 'open' | 'one-for' | 'one-against' | 'unknown';

export interface PairJudgement extends ClaimPair {
  /** Of the difference, over the pictures of which both sides are known. */
  readonly spread: Spread | null;
  readonly verdict: PairVerdict;
}

/** `failed` where at least one pair speaks against it, `held` where all known ones hold, else `open`. */
export type ClaimVerdict = 'held' | 'failed' | 'open' | 'unknown';

export interface ClaimJudgement {
  readonly claim: Claim;
  readonly pairs: readonly PairJudgement[];
  readonly verdict: ClaimVerdict;
}

/** The difference for each picture; null where one of its numbers is not known. */
function differences({ metric, at, from }: Claim, { of, against }: ClaimPair, networks: readonly NumbersOfNetwork[]): readonly (number | null)[] {
  const [first, second] = [of, against].map((id) => networks.find((network) => network.id === id));
  if (!first || (against !== null && !second)) return [];
  return Array.from({ length: pictureCount(networks) }, (_, picture) => {
    const taken = [from === null ? 0 : valueAt(first, metric, from, picture), second ? valueAt(second, metric, at, picture) : 0];
    const value = valueAt(first, metric, at, picture);
    return value === null || taken.includes(null) ? null : value - taken[0]! - taken[1]!;
  });
}

export function pairVerdict(spread: Spread | null): PairVerdict {
  if (!spread) return 'unknown';
  const { mean, ci95 } = spread;
  if (ci95 === null) return mean > 0 ? 'one-for' : 'one-against';
  if (mean - ci95 > 0) return 'held';
  return mean + ci95 < 0 ? 'against' : 'open';
}

/** By Student's t over the pictures, each picture's networks compared with each other: what pictures have in common falls out. */
export function judge(claim: Claim, networks: readonly NumbersOfNetwork[]): ClaimJudgement {
  const pairs = claim.pairs.map((pair): PairJudgement => {
    const spread = spreadOf(differences(claim, pair, networks));
    return { ...pair, spread, verdict: pairVerdict(spread) };
  });
  return { claim, pairs, verdict: claimVerdict(pairs.map(({ verdict }) => verdict)) };
}

function claimVerdict(verdicts: readonly PairVerdict[]): ClaimVerdict {
  const known = verdicts.filter((verdict) => verdict !== 'unknown');
  if (known.length === 0) return 'unknown';
  if (known.some((verdict) => verdict === 'against' || verdict === 'one-against')) return 'failed';
  return known.every((verdict) => verdict === 'held' || verdict === 'one-for') ? 'held' : 'open';
}
