/** docs/studies.md: every claim of the paper that can be tested here, our number, and whether it held. From committed files alone. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ModelCard } from '../../src/core/modelCard';
import type { Claim, ClaimJudgement } from '../../src/studies/claims';
import { CLAIMS, judge } from '../../src/studies/claims';
import { readStudyResult } from '../../src/studies/readStudyResult';
import type { StudyId } from '../../src/studies/studyIds';
import { STUDY_IDS } from '../../src/studies/studyIds';
import type { StudyMetric } from '../../src/studies/studyNumbers';
import { computedOn, earlierParts, type StudyNetworkResult, type StudyResult, toldSettings } from '../../src/studies/studyResult';
import { metricsOf, spreadOfLayer } from '../../src/studies/studyResult';
import { zooCorrelation, zooOf, zooPoints } from '../../src/studies/zoo';
import { claimTexts, metricNames, percent, sentences, sourceTexts, studiesTexts, studyTexts, verdictTexts } from '../../src/ui/textsStudies';

const { signedNats, pairName, differenceText, judgementText } = sentences;

export type Cards = ReadonlyMap<string, Pick<ModelCard, 'title' | 'training'>>;

/** Where the scatter is read for the report. */
const ZOO_DEPTHS = [1 / 3, 2 / 3, 1];

/** Writes the file and gives its path. */
export function writeReport(root: string): string {
  const file = path.join(root, 'docs', 'studies.md');
  writeFileSync(file, reportOf(root));
  return file;
}

/** @throws Error where a result is none, naming file and field */
export function reportOf(root: string): string {
  const results = committedResults(root);
  const models = [...results.values()].flatMap(({ networks }) => networks.map(({ model }) => model));
  const cards = new Map([...new Set(models)].flatMap((model) => {
    const file = path.join(root, 'public', 'models', model, 'card.json');
    return existsSync(file) ? [[model, JSON.parse(readFileSync(file, 'utf8')) as ModelCard] as const] : [];
  }));
  return renderReport(results, cards);
}

export function committedResults(root: string): ReadonlyMap<StudyId, StudyResult> {
  return new Map(STUDY_IDS.flatMap((id) => {
    const file = path.join(root, 'public', 'studies', `${id}.json`);
    return existsSync(file) ? [[id, readStudyResult(readFileSync(file, 'utf8'), `public/studies/${id}.json`, id)] as const] : [];
  }));
}

/** Markdown; a pure function of what is given. */
export function renderReport(results: ReadonlyMap<StudyId, StudyResult>, cards: Cards): string {
  return `${[
    '# The paper’s studies: what held',
    '',
    'Written by `npm run report:studies` from `public/studies/*.json` and the networks’ cards; do not edit it by hand.',
    'The paper is Ma et al., "Quantification and Analysis of Layer-wise and Pixel-wise Information Discarding", ICML 2022.',
    '',
    'A claim is put as a difference that should be above zero. It *held* where the 95% interval of its mean over the pictures (Student’s t, networks compared',
    'picture by picture) lies above zero, *did not hold* where it lies below, and is *undecided* where it holds zero. Where a claim is about several networks, one',
    'that speaks against it is enough for *did not hold*.',
    '',
    ...summary(results),
    ...STUDY_IDS.flatMap((id) => section(id, results.get(id) ?? null, cards)),
    ...zooSection(results, cards),
    '## Where the claims are from',
    '',
    `- *said*: ${sourceTexts.said}`,
    `- *our reading*: ${sourceTexts.follows}`,
    '',
  ].join('\n')}`;
}

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]) => [row(head), row(head.map(() => '---')), ...rows.map(row), ''];

const titlesOf = (result: StudyResult | null) => (id: string) => result?.networks.find((network) => network.id === id)?.title ?? id;

function summary(results: ReadonlyMap<StudyId, StudyResult>): string[] {
  const rows = STUDY_IDS.flatMap((id) => CLAIMS[id].map((claim) => {
    const result = results.get(id) ?? null;
    const judgement = judge(claim, result?.networks ?? []);
    return [studyTexts[id].title, claimTexts[claim.id].claim, claim.source === 'said' ? 'said' : 'our reading', shortNumber(judgement), verdictTexts[judgement.verdict]];
  }));
  return table(['study', 'claim', 'from', 'our number, nats', 'outcome'], rows);
}

/** The only number, or the range of several. */
function shortNumber({ pairs }: ClaimJudgement): string {
  const spreads = pairs.flatMap(({ spread }) => spread ?? []);
  const [only] = spreads;
  if (!only) return '';
  if (spreads.length === 1) return differenceText(only).replace(' nats', '').replace('95% interval ', '');
  const means = spreads.map(({ mean }) => mean);
  return `${signedNats(Math.min(...means))} to ${signedNats(Math.max(...means))} over ${spreads.length}`;
}

function section(id: StudyId, result: StudyResult | null, cards: Cards): string[] {
  const { title, question, about } = studyTexts[id];
  const head = [`## ${title}`, '', `${question} ${about}`, ''];
  if (!result) return [...head, 'No result has been published yet.', ''];
  return [...head, ...howMade(result), ...networksTable(result, cards), ...CLAIMS[id].flatMap((claim) => claimLines(claim, result))];
}

const inCode = (commands: readonly string[]) => commands.map((command) => `\`${command}\``).join(', ');

function howMade(result: StudyResult): string[] {
  const { pictures, createdAt, appVersion, commands, networks } = result;
  const layers = networks.flatMap((network) => network.layers);
  const [finished, converged] = (['finished', 'converged'] as const).map((name) => layers.reduce((sum, layer) => sum + layer[name], 0));
  const machine = studiesTexts.computedOn(computedOn(result));
  return [
    `${pictures.length} pictures${pictures.length < 100 ? ' (few: the spread says little of others)' : ''}; ${createdAt.slice(0, 10)}, version ${appVersion ?? 'unknown'}${machine && `, ${machine}`}; ` +
      `${inCode(commands)}; ${toldSettings(result).map(([key, value]) => `${key} ${value}`).join(', ')}. ` +
      `${converged} of ${finished} layer runs settled before the limit of passes.`,
    '',
    ...earlierParts(result).flatMap(({ origin, titles }) => [
      `${studiesTexts.earlier(titles, origin.createdAt.slice(0, 10), origin.appVersion, studiesTexts.computedOn(computedOn(origin)))} ${inCode(origin.commands)}.`,
      '',
    ]),
  ];
}

const share = (value: number | null | undefined) => (value == null ? '–' : percent(value));

function networksTable(result: StudyResult, cards: Cards): string[] {
  const metrics = metricsOf(result);
  const ends = (network: StudyNetworkResult, metric: StudyMetric) => {
    const spread = spreadOfLayer(network.layers.at(-1)!, metric);
    return spread ? `${spread.mean.toFixed(3).replace('-', '−')}${spread.std === null ? '' : ` ± ${spread.std.toFixed(3)}`}` : '–';
  };
  const rows = result.networks.map((network) => {
    const training = network.damage === null ? cards.get(network.model)?.training : undefined;
    return [network.title, share(training?.testAccuracy), share(network.rightShare), share(training?.zeroShare), share(training?.robustness?.accuracy), ...metrics.map((metric) => ends(network, metric))];
  });
  return [
    'At the last layer that was computed: mean ± standard deviation over the pictures, nats.', '',
    ...table(['network', 'test accuracy', 'on these pictures', 'zeros', 'under attack', ...metrics.map((metric) => metricNames[metric].toLowerCase())], rows),
  ];
}

function claimLines(claim: Claim, result: StudyResult): string[] {
  const judgement = judge(claim, result.networks);
  const titleOf = titlesOf(result);
  const { claim: text, measure } = claimTexts[claim.id];
  const known = judgement.pairs.filter(({ spread }) => spread !== null);
  const sentence = judgementText(judgement, measure, titleOf, `Over ${Math.max(0, ...known.map(({ spread }) => spread!.count))} pictures`);
  return [
    `**${text}** ${verdictTexts[judgement.verdict]}. ${sentence}`.trimEnd(),
    '',
    ...(known.length > 1 ? [...known.map((pair) => `- ${pairName(pair, titleOf, judgement.pairs)}: ${differenceText(pair.spread!)}`), ''] : []),
  ];
}

function zooSection(results: ReadonlyMap<StudyId, StudyResult>, cards: Cards): string[] {
  const zoo = zooOf(results, cards);
  const rows = (['entropy', 'gain', 'concentration', 'reconstruction'] as const).flatMap((metric) => ZOO_DEPTHS.flatMap((depth) => {
    const { networks, rho, interval } = zooCorrelation(zooPoints(zoo, metric, depth, 'test'));
    if (rho === null) return [];
    const sign = (value: number) => value.toFixed(2).replace('-', '−');
    const meaning = interval === null ? '–' : interval[0] > 0 ? 'rise together' : interval[1] < 0 ? 'one falls as the other rises' : 'not shown';
    return [[metricNames[metric].toLowerCase(), depth.toFixed(2), String(networks), sign(rho), interval ? `${sign(interval[0])} to ${sign(interval[1])}` : '–', meaning]];
  }));
  return [
    '## All networks: metric against test accuracy', '',
    ...(rows.length === 0 ? ['Too few networks have results yet.', ''] : [
      'Spearman’s rank correlation over the networks that have an accuracy on the whole test set; 95% interval by Fisher’s z with the standard error of Bonett & Wright',
      '(2000). Networks that are made from each other are not independent, so that the intervals look narrower than they are; of many rows,',
      'one in twenty leaves zero out by chance.', '',
      ...table(['metric', 'relative depth', 'networks', 'ρ', '95% interval', 'relation'], rows),
    ]),
  ];
}
