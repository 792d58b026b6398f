/** The paper's studies: what each asks, what is claimed, and what numbers say of it. Nothing here states a number of a result. */
import { inLanguage } from '../core/language';
import type { Damage, DamageWay } from '../core/spec';
import type { Spread } from '../core/spread';
import { fixed } from '../core/writtenNumber';
import type { ClaimId, ClaimJudgement, ClaimSource, ClaimVerdict, PairJudgement } from '../studies/claims';
import type { StudyId } from '../studies/studyIds';
import type { StudyMetric } from '../studies/studyNumbers';
import type { AccuracyKind, ZooCorrelation } from '../studies/zoo';

const PLACES = 3;

/** "+0.031", "−0.020": differences of nats, with a true minus. */
function signedNats(value: number): string {
  const text = fixed(Math.abs(value), PLACES);
  if (Number(Math.abs(value).toFixed(PLACES)) === 0) return text;
  return value < 0 ? `−${text}` : `+${text}`;
}

const plainNats = (value: number, places = PLACES) => `${value < 0 ? '−' : ''}${fixed(Math.abs(value), places)}`;
const pictures = (count: number) => `${count} ${count === 1 ? 'picture' : 'pictures'}`;
const listed = (names: readonly string[]) => (names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`);

const WAYS: Readonly<Record<DamageWay, string>> = { zeroed: 'set to zero', shuffled: 'exchanged', noised: 'given noise', randomised: 'drawn anew' };

type Pair = Pick<PairJudgement, 'of' | 'against'>;

/** Of several pairs, what tells one from the others: the side that they do not share. */
function pairName({ of, against }: Pair, titleOf: (id: string) => string, pairs: readonly Pair[] = []): string {
  if (against === null) return titleOf(of);
  const isShared = (side: 'of' | 'against') => pairs.length > 1 && new Set(pairs.map((pair) => pair[side])).size === 1;
  if (isShared('against')) return titleOf(of);
  return isShared('of') ? titleOf(against) : `${titleOf(of)} less ${titleOf(against)}`;
}

/** "+0.031 nats, 95% interval +0.010 to +0.052"; of a single picture without an interval. */
const differenceText = ({ mean, ci95 }: Spread) =>
  `${signedNats(mean)} nats${ci95 === null ? '' : `, 95% interval ${signedNats(mean - ci95)} to ${signedNats(mean + ci95)}`}`;

export interface StudyTexts {
  readonly title: string;
  readonly question: string;
  readonly about: string;
}

const english = {
  studyTexts: {
    depth: {
      title: 'Depth',
      question: 'Does a deeper residual network forget more, and of the right pixels?',
      about: 'The paper compares residual networks for CIFAR-10 of 20, 32 and 44 layers. They differ in nothing but how many blocks a stage has, so that layers at the same relative depth can be held against each other.',
    },
    families: {
      title: 'Families',
      question: 'What does the kind of network change: AlexNet, VGG, ResNet, MobileNet?',
      about: 'The paper compares AlexNet and VGG with residual networks. Here an AlexNet-like network, a VGG, a ResNet and a MobileNetV2-like one, all trained on CIFAR-10, stand on one scale, because every layer is held to the same relative distortion.',
    },
    training: {
      title: 'Training',
      question: 'What does a network learn to forget while it is trained?',
      about: 'One run of ResNet-20, stopped after epochs 1, 3, 10 and 30: the same weights, earlier and later.',
    },
    distillation: {
      title: 'Distillation',
      question: 'Does a student that was taught look at more of the object than one that learned alone?',
      about: 'Two ResNet-8 with the same budget of training: one from the labels alone, one also from the answers of ResNet-44.',
    },
    compression: {
      title: 'Compression',
      question: 'What does pruning take away, and does fine-tuning bring it back?',
      about: 'ResNet-20 with the smallest 50, 80 and 90% of its weights set to zero, as pruned and after three more epochs of training.',
    },
    adversarial: {
      title: 'Adversarial training',
      question: 'Does a network that was trained against attacks rest on other pixels?',
      about: 'ResNet-20 as usual, and trained on pictures that were changed to mislead it. Its card also has the accuracy under such changes.',
    },
    damage: {
      title: 'Damage',
      question: 'Can a damaged network be told by what it forgets?',
      about: 'Filters of the fifth block of ResNet-20 are set to zero, exchanged, given noise or drawn anew. No training: the damage is done here, when the network is loaded.',
    },
    segmentation: {
      title: 'Segmentation',
      question: 'What does a network that must say where things are forget of a photograph?',
      about: 'DeepLab gives every pixel a class. The paper looks at U-Nets; this is the segmenting network of the page, on a hundred photographs, as far as the twelfth of its seventeen blocks: deeper layers take minutes a picture.',
    },
  } satisfies Record<StudyId, StudyTexts>,
  claimTexts: {
    'discards': { claim: 'From its first layer to its last, a network discards more of the picture.', measure: 'mean entropy at the last layer less that at the first' },
    'background-first': { claim: 'The last layer has discarded more of the background than of the object.', measure: 'concentration at the last layer' },
    'deeper-concentrates': { claim: 'The deeper network keeps more to the object.', measure: 'concentration at the last layer, deeper less shallower' },
    'residual-concentrates': { claim: 'The residual network keeps more to the object than the plain ones.', measure: 'concentration at the last layer, ResNet-20 less the other' },
    'training-discards': { claim: 'Training makes the last layer discard more.', measure: 'mean entropy at the last layer, after 30 epochs less after one' },
    'training-concentrates': { claim: 'Training makes the last layer keep more to the object.', measure: 'concentration at the last layer, after 30 epochs less after one' },
    'distilled-concentrates': { claim: 'The student that was taught keeps more to the object than the one that learned alone.', measure: 'concentration at the last layer, taught less alone' },
    'pruned-blurs': { claim: 'A pruned network keeps less to the object.', measure: 'concentration at the last layer, whole less pruned' },
    'tuning-mends': { claim: 'Fine-tuning brings back what pruning took.', measure: 'concentration at the last layer, fine-tuned less as pruned' },
    'adversarial-concentrates': { claim: 'Training against attacks makes the network keep more to the object.', measure: 'concentration at the last layer, trained against attacks less as usual' },
    'damage-blurs': { claim: 'A damaged network keeps less to the object.', measure: 'concentration at the last layer, whole less damaged' },
    'blocks-discard': { claim: 'From its first layer to its twelfth block, the network discards more of the picture.', measure: 'mean entropy at block 12 less that at the first layer' },
    'blocks-background-first': { claim: 'The twelfth block has discarded more of the background than of the object.', measure: 'concentration at block 12' },
    'damage-discards': { claim: 'A layer with damaged filters discards more.', measure: 'mean entropy at the damaged layer, damaged less whole' },
  } satisfies Record<ClaimId, { claim: string; measure: string }>,
  sourceTexts: {
    said: 'The paper says so: a picture’s information is discarded bit by bit on the way through the layers (Ma et al. 2022, abstract).',
    follows: 'The paper ties how efficiently a network processes a picture, discarding the background and keeping the object, to how well it performs (Ma et al. 2022, abstract). That this should show here, and in this direction, is our reading.',
  } satisfies Record<ClaimSource, string>,
  verdictTexts: { held: 'Held', failed: 'Did not hold', open: 'Undecided', unknown: 'Not measured' } satisfies Record<ClaimVerdict, string>,
  metricNames: { entropy: 'Mean entropy', gain: 'Gain', concentration: 'Concentration', reconstruction: 'Reconstruction uncertainty' } satisfies Record<StudyMetric, string>,
  metricHelps: {
    entropy: 'Mean of H over the picture: how much of it the layer does not notice.',
    gain: 'Mean of H above that of uniform noise: how selective the layer is.',
    concentration: 'Mean of H over the background less that over the object.',
    reconstruction: 'Mean of RU: what a decoder cannot restore from the layer.',
  } satisfies Record<StudyMetric, string>,
  accuracyNames: { test: 'Accuracy, whole test set', pictures: 'Accuracy, these pictures', robust: 'Accuracy under attack' } satisfies Record<AccuracyKind, string>,
  studiesTexts: {
    mode: 'Studies',
    title: 'The paper’s studies, to be tried again',
    intro:
      'Ma et al. (ICML 2022) use these metrics to explain well-known networks and techniques. Each study here has a result over many pictures, computed beforehand, and can be run again on any picture, which may contradict it.',
    report: 'What held and what did not, in one page',
    back: 'All studies',
    networks: (count: number) => `${count} ${count === 1 ? 'network' : 'networks'}`,
    loading: 'Loading the result…',
    missing: 'No result over many pictures has been published for this study yet. It can be run on a picture here; npm run study computes many.',
    missingShort: 'not computed yet',
    failedShort: 'cannot be read',
    failed: (message: string) => `The result over many pictures cannot be shown. ${message} The study can still be run on a picture here.`,
    notServed: 'not served here',
    about: 'What is compared',
    networksTitle: 'Networks',
    columns: { network: 'Network', test: 'Accuracy', pictures: 'on these pictures', robust: 'under attack', zeros: 'zeros' },
    show: (title: string) => `Draw the curve of ${title}`,
    include: (title: string) => `Run ${title}`,
    liveTitle: 'Run it on a picture',
    liveHelp: 'Choose a picture, or drop one on the page. All networks that are ticked are run on it, here, in this browser.',
    run: (networks: number) => (networks === 0 ? 'Tick a network' : `Run ${networks} ${networks === 1 ? 'network' : 'networks'}`),
    noneServed: 'Not served here',
    damageAny: 'Any network that is loaded, your own too, can be damaged on the light table: layer, share and way are chosen there, at the left.',
    toTable: 'To the light table',
    liveProgress: (name: string, done: number, all: number) => `${name}: ${done} of ${all} layers`,
    stop: 'Clear the run',
    carryOn: 'Carry on in Compare',
    picture: (name: string) => `Run on ${name}`,
    curvesTitle: 'Layer by layer',
    curveMetric: 'Metric',
    curveAxis: 'relative depth: 0 first layer, 1 last',
    bands: { std: '±1 standard deviation', ci95: '95% interval of the mean' },
    bandsLabel: 'Band',
    curveNote: (band: 'std' | 'ci95', count: number) =>
      `Band and thin line: ${band === 'std' ? 'mean ± one standard deviation' : 'mean and its 95% interval'} over ${pictures(count)}, computed beforehand. Line with marks: the run on this page.`,
    curveEmpty: 'Nothing to draw yet. Run the networks on a picture, and their curves form here.',
    curveNoteLive: 'Line with marks: the run on this page.',
    curvesLabel: (metric: string, networks: number) => `${metric} against relative depth for ${networks} networks; the numbers are in the table below.`,
    numbersTitle: 'The same numbers as a table',
    numbersColumns: { network: 'Network', layer: 'Layer', depth: 'Depth', mean: 'Mean', std: 'Std. dev.', interval: '95% interval', count: 'n', settled: 'settled', live: 'This run' },
    claimsTitle: 'What is claimed, and what the numbers say',
    precomputed: (count: number) => `Over ${pictures(count)}`,
    live: (count: number) => (count === 0 ? 'Run here' : count === 1 ? 'On the picture run here' : `On the ${count} pictures run here`),
    liveNone: 'Not run here yet.',
    oneVerdicts: { held: 'As claimed', failed: 'Not as claimed', open: 'Undecided', unknown: 'Not measured' } satisfies Record<ClaimVerdict, string>,
    liveNumber: (value: string) => `here ${value}`,
    evidence: 'Differences, with 95% intervals',
    nats: 'nats',
    liveWaiting: 'What is compared here has not been run to its end.',
    noForeground: 'Concentration needs to know where the object is. Draw it on the picture of the light table, then run the study on that picture.',
    mapsTitle: 'Maps side by side',
    sourceTitle: 'Where the claim is from',
    made: (count: number, date: string, app: string | null, backend: string) =>
      `${pictures(count)}, ${computed(date, app, backend)}.`,
    /** @param titles of networks that were published before the others */
    earlier: (titles: readonly string[], date: string, app: string | null, backend: string) =>
      `${titles.join(', ')}: ${computed(date, app, backend)}.`,
    /** @param runs how many were computed so; null for all */
    computedOn: (parts: readonly { readonly name: string; readonly adapter: string | null; readonly runs: number | null }[]) =>
      parts.map(({ name, adapter, runs }) => `${[name, adapter].filter(Boolean).join(', ')}${runs === null ? '' : ` (${runs} runs)`}`).join(' and '),
    few: (count: number) => `Only ${pictures(count)}: the spread says little of other pictures.`,
    settings: (pairs: string) => `Settings: ${pairs}.`,
    unsettled: (settled: number, all: number) => `${settled} of ${all} layer runs settled before the limit of passes; the others are counted as they stood then.`,
    zooTitle: 'All networks: metric against accuracy',
    zooHelp: 'A point is a network. Arrow keys go from point to point.',
    zooX: 'Across',
    zooY: 'Up',
    zooDepth: (depth: string) => `At relative depth ${depth}`,
    zooNone: 'There are no results to draw yet.',
    zooPoint: (title: string, x: string, y: string) => `${title}: ${x}, ${y}`,
    zooInterval: 'Line across: 95% interval of the mean over the pictures.',
    zooLabel: (x: string, y: string, count: number) => `${y} against ${x} of ${count} networks`,
    zooTable: 'The points as a table',
  },
  settingNames: {
    metric: 'metric', layers: 'layers', grid: 'grid', budget: 'c', noise: 'τ', solver: 'solver', seed: 'seed', target: 'target', backend: 'backend',
  } as Readonly<Record<string, string>>,
  damagedTitle: (title: string, damage: Damage | null) => (damage === null ? title : `${title}, ${Math.round(100 * damage.share)}% of filters ${WAYS[damage.way]}`),
  nats: (value: number) => `${plainNats(value)} nats`,
  percent: (share: number) => `${fixed(100 * share, 1)}%`,
  correlationText: ({ networks, rho, interval }: ZooCorrelation): string => {
    if (rho === null) return `${networks} ${networks === 1 ? 'network has' : 'networks have'} both numbers: too few for a correlation.`;
    const value = `Spearman’s ρ = ${plainNats(rho, 2)} over ${networks} networks`;
    if (interval === null) return `${value}; too few, or in perfect order, for an interval.`;
    const [low, high] = interval;
    const meaning = low > 0 ? 'the two rise together' : high < 0 ? 'one falls as the other rises' : 'the interval holds zero: these networks do not show that the two are related';
    const width = high - low > 0.6 ? ' The interval is wide: there are few networks.' : '';
    return `${value}, 95% interval ${plainNats(low, 2)} to ${plainNats(high, 2)} (Fisher’s z; Bonett & Wright 2000): ${meaning}.${width} Networks that are made from each other are not independent, which makes it look narrower than it is.`;
  },
  sentences: { signedNats, plainNats, pairName, differenceText, judgementText },
};

/** `app` and `backend` where they are known. */
function computed(date: string, app: string | null, backend: string): string {
  return `computed ${date}${app === null ? '' : ` with version ${app}`}${backend === '' ? '' : ` on ${backend}`}`;
}

/** What a judgement comes to, in a sentence: from its numbers alone. `where` says over which pictures; '' where that stands above it. */
function judgementText({ pairs, verdict }: ClaimJudgement, measure: string, titleOf: (id: string) => string, where: string): string {
  const known = pairs.filter(({ spread }) => spread !== null);
  const [only] = known;
  if (!only || verdict === 'unknown') return '';
  const begin = where === '' ? `${measure.charAt(0).toUpperCase()}${measure.slice(1)}` : `${where}, the ${measure}`;
  if (known.length === 1) {
    const [of, by] = only.against === null ? [` of ${titleOf(only.of)}`, ''] : ['', pairs.length > 1 ? ` for ${pairName(only, titleOf, pairs)}` : ''];
    return `${begin}${of}${of === '' && where === '' ? ':' : ' is'} ${differenceText(only.spread!)}${by}: ${outcome(only)}.`;
  }
  const named = (...verdicts: readonly PairJudgement['verdict'][]) => known.filter((pair) => verdicts.includes(pair.verdict));
  const names = (some: readonly PairJudgement[]) => listed(some.map((pair) => `${pairName(pair, titleOf, pairs)} (${signedNats(pair.spread!.mean)} nats)`));
  const [held, against, open] = [named('held', 'one-for'), named('against', 'one-against'), named('open')];
  const parts = [
    held.length === known.length ? `as claimed for all ${known.length}` : `as claimed for ${held.length} of ${known.length}`,
    ...(against.length > 0 ? [`the other way round for ${names(against)}`] : []),
    ...(open.length > 0 ? [`undecided for ${names(open)}`] : []),
  ];
  return `${begin}${where === '' ? ':' : ' is'} ${parts.join('; ')}.`;
}

function outcome({ verdict }: PairJudgement): string {
  switch (verdict) {
    case 'held': return 'it held';
    case 'against': return 'it did not hold, but the other way round';
    case 'open': return 'the interval holds zero, so that it is undecided';
    case 'one-for': return 'as claimed';
    case 'one-against': return 'not as claimed';
    case 'unknown': return 'not known';
    default: {
      const never: never = verdict;
      throw new Error(String(never));
    }
  }
}

export const {
  studyTexts, claimTexts, sourceTexts, verdictTexts, metricNames, metricHelps, accuracyNames, studiesTexts, settingNames, damagedTitle, nats, percent, correlationText, sentences,
} = inLanguage({ en: english });
