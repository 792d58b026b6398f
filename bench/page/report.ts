/** The bench as JSON and as a page of tables. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { RecipeRun } from '../peer/recipe';
import { isWorthwhile, medianKnown, networkTargets, type RoundFigures, SHARES, type SideFigures, type Target, WORK_PASSES } from './figures';
import type { BenchOptions } from './options';
import { WORK, type Work } from './classify';
import type { WorkShares } from './profile';
import { medianOf, type Reached } from './trajectory';
import type { OpeningVisit } from './visit';

export interface BenchFindings {
  readonly options: BenchOptions;
  /** Digest of the built page. */
  readonly site: string;
  readonly rounds: readonly RoundFigures[];
  readonly openings: readonly OpeningVisit[];
  readonly profiles: Readonly<Record<string, WorkShares>>;
  /** Load averages over 1, 5 and 15 minutes at the beginning of each round. */
  readonly loads: readonly (readonly number[])[];
  readonly software: { readonly torch: RecipeRun['software']; readonly chromium: string; readonly threads: number };
  readonly judge: { readonly pilotSamples: number; readonly samples: number };
}

/** Writes page-bench.json and page-bench.md into `folder`. */
export function writeBenchReport(root: string, folder: string, findings: BenchFindings): void {
  const { dependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
  const report = {
    command: commandOf(findings.options),
    date: new Date().toISOString(),
    commit: commitOf(root),
    machine: `${os.cpus()[0]!.model.trim()}, ${os.cpus().length} cores, ${Math.round(os.totalmem() / 2 ** 30)} GiB, ${os.platform()} ${os.arch()}`,
    versions: {
      chromium: findings.software.chromium, tfjs: dependencies['@tensorflow/tfjs']!, torch: findings.software.torch.torch, node: process.versions.node,
    },
    targets: [...findings.options.networks.flatMap((network) => networkTargets(network, findings.rounds)), ...pageTargets(findings.openings)],
    ...findings,
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'page-bench.json'), `${JSON.stringify(report, null, 1)}\n`);
  writeFileSync(path.join(folder, 'page-bench.md'), benchMarkdown(report));
  console.log(`wrote ${path.relative(root, folder)}/page-bench.{md,json}`);
}

/** With a word where the page's sources are not those of the commit. */
function commitOf(root: string): string {
  const git = (...words: string[]) => execFileSync('git', words, { cwd: root, encoding: 'utf8' }).trim();
  return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', 'src', 'package.json') === '' ? '' : ' with changes');
}

function commandOf(options: BenchOptions): string {
  const words = [`--rounds ${options.rounds}`, ...(options.layers ? [`--layers ${options.layers.join(',')}`] : [])];
  return `npm run bench -- ${words.join(' ')}`;
}

type Report = BenchFindings & {
  readonly command: string; readonly date: string; readonly commit: string; readonly machine: string;
  readonly versions: Readonly<Record<string, string>>; readonly targets: readonly Target[];
};

function pageTargets(openings: readonly OpeningVisit[]): Target[] {
  const target = (what: string, most: number, unit: Target['unit'], of: (visit: OpeningVisit) => number): Target => {
    const found = medianOf(openings.map(of));
    return { network: 'page', what, wanted: `at most ${most}${unit}`, found, unit, met: found === null ? null : found <= most };
  };
  return [
    target('JavaScript of the main thread, gzipped', 250, ' KB', (visit) => visit.pageKilobytes),
    target('JavaScript of a worker on WASM, gzipped', 700, ' KB', (visit) => visit.workerKilobytes),
    target('first contentful paint', 1000, ' ms', (visit) => visit.firstContentfulPaintMs),
    target('first map after opening', 2000, ' ms', (visit) => visit.firstMapMs),
  ];
}

function benchMarkdown(report: Report): string {
  const load = medianOf(report.loads.map((averages) => averages[0]!))!;
  const cores = os.cpus().length;
  return [
    "# The page against the authors' recipe in PyTorch",
    '',
    `\`${report.command}\`, ${report.date.slice(0, 10)}, commit ${report.commit}. ${report.machine}.`,
    `Chromium ${report.versions['chromium']}, TensorFlow.js ${report.versions['tfjs']} on WebAssembly in ${report.software.threads} workers; PyTorch ${report.versions['torch']} on ${report.software.torch.device}, ${report.software.torch.threads} threads.`,
    '',
    load > 0.5
      ? `**Other work ran on the machine**: the load average at the start of the rounds was ${load.toFixed(1)} (median) on ${cores} cores. Ratios of the two sides are less touched by that than seconds.`
      : `Nothing else ran on the machine (load average ${load.toFixed(1)}).`,
    '',
    `${report.options.rounds} rounds, a picture each; in a round page and PyTorch run one after the other on the same picture, the first to go in turns. Medians over rounds.`,
    '',
    '## Targets',
    '',
    table(['network', 'target', 'wanted', 'found', ''], report.targets.map(({ network, what, wanted, found, unit, met }) => [
      network, what, wanted, found === null ? '-' : found === 0 ? 'never' : `${unit === '%' ? (100 * found).toFixed(1) : found.toFixed(found < 10 ? 2 : 0)}${unit}`,
      met === null ? 'not known' : met ? 'met' : '**missed**',
    ])),
    '',
    ...report.options.networks.flatMap((network) => networkSection(report, network)),
    '## Where the processor time goes',
    '',
    table(['network', ...WORK, 'drawing'], report.options.networks.map((network) => {
      const { share } = report.profiles[network]!;
      return [network, ...[...WORK, 'drawing'].map((work) => `${(100 * (share[work as Work] ?? 0)).toFixed(1)}%`)];
    })),
    '',
    'Of the page\'s own thread and its workers together, one run of all layers. Workers: samples of the browser\'s profiler, each given to the kind',
    'of its call stack by source file (`bench/page/classify.ts`), mapped from the released build by its source maps. Drawing: all of the page\'s own thread.',
    '`forward` is measuring g as well as solving; `solver` is what is left of ours in the workers, `collection` the garbage collector.',
    '',
    '## How it was measured',
    '',
    '- The page is the released build on a plain local server, in a fresh headless Chromium each time. A picture is dropped onto a page whose workers',
    '  are ready; messages between page and workers are noted by a wrapper around `Worker`. Seconds count from the request to run.',
    `- A map's gain is that of one judge in PyTorch (${report.judge.samples} fresh samples, after scaling to g = c by ${report.judge.pilotSamples} others), the same for both sides. The attainable`,
    '  gain is that of the long-run optimum (`src/testing/fixtures/attainable-gain-resnet20.json`, `bench/results/peer-report.json`).',
    '- PyTorch runs the recipe layer after layer, batch norm folded, channels last, kernels warmed up, checked to be the page\'s network. Its maps are',
    '  taken every 20 steps; its final one is the one that it reports, its best the best of those and of the one that it reports.',
    '- "Sample passes a second" on the page is a layer\'s own pace in its worker while all workers are busy, times the workers, with everything that a',
    '  pass needs (noise, reading back, the solver); PyTorch\'s is that of the recipe\'s 100 steps of 8 on all threads.',
    '- A share counts as reached where the gain first gets there, linear between judged maps. The whole curve is at 95% when every layer is within',
    '  5% of its attainable gain, or within 0.0025 nats where that is below 0.05.',
    '',
  ].join('\n');
}

function networkSection(report: Report, network: string): string[] {
  const rounds = report.rounds.filter((round) => round.network === network);
  const median = (of: (round: RoundFigures) => number | null) => medianKnown(rounds.map(of));
  const seconds = (value: number | null) => (value === null ? 'never' : value === Infinity ? 'never' : `${value.toFixed(2)} s`);
  const megabytes = (value: number | null) => (value === null ? '-' : `${Math.round(value / 2 ** 20)} MiB`);
  const whole: [string, string, string][] = [
    ['whole curve, to the end of measuring', seconds(median((round) => round.pageCurveSeconds)), seconds(median((round) => round.recipeCurveSeconds))],
    ['whole curve at 95%', seconds(median((round) => round.pageCurveAt95Seconds)), seconds(median((round) => round.recipeCurveAt95Seconds))],
    ["all maps better than the recipe's final ones*", seconds(median((round) => round.pageBetterThanReportedSeconds)), seconds(median((round) => round.recipeCurveSeconds))],
    ["all maps better than the best that the recipe passes through*", seconds(median((round) => round.pageBetterThanBestSeconds)), ''],
    ['from drop to the first map on screen', seconds(median((round) => round.dropToFirstMapMs / 1000)), ''],
    ['peak memory of the process', megabytes(median((round) => round.pagePeakBytes)), megabytes(median((round) => round.recipePeakBytes))],
    ['of that, before the first layer', '', megabytes(median((round) => round.recipeBeforeBytes))],
    ['JavaScript memory after the run, page', megabytes(median((round) => round.pageScriptBytes.page)), ''],
    ['JavaScript memory after the run, workers', megabytes(median((round) => round.pageScriptBytes.workers)), ''],
  ];
  return [`## ${network}`, '', table(['', 'page', 'PyTorch'], whole), '', '\\* of the layers with more than 0.05 nats to gain.', '', layerTable(rounds), ''];
}

function layerTable(rounds: readonly RoundFigures[]): string {
  const ids = rounds[0]!.layers.map(({ layer }) => layer);
  const reached = (sides: readonly SideFigures[], index: number, of: (at: Reached) => number, digits: number) => {
    const value = medianKnown(sides.map((side) => (side.reached[index] ? of(side.reached[index]) : null)));
    return value === null || value === Infinity ? '-' : value.toFixed(digits);
  };
  const triple = (sides: readonly SideFigures[], of: (at: Reached) => number, digits: number) =>
    SHARES.map((_, index) => reached(sides, index, of, digits)).join(' / ');
  const rows = ids.map((id) => {
    const layers = rounds.map((round) => round.layers.find(({ layer }) => layer === id)!);
    const [pages, recipes] = [layers.map(({ page }) => page), layers.map(({ recipe }) => recipe)];
    const share = (values: readonly (number | null)[]) => {
      const value = medianKnown(values);
      return value === null || !layers.some(isWorthwhile) ? '-' : `${(100 * value).toFixed(0)}%`;
    };
    const ofAttainable = (sides: readonly SideFigures[]) => share(sides.map(({ gainNats }, i) => (layers[i]!.attainableNats === null ? null : gainNats / layers[i]!.attainableNats)));
    return [
      id, (medianKnown(layers.map(({ attainableNats }) => attainableNats)) ?? NaN).toFixed(3),
      medianOf(pages.map(({ passesPerSecond }) => passesPerSecond))!.toFixed(0), medianOf(recipes.map(({ passesPerSecond }) => passesPerSecond))!.toFixed(0),
      triple(pages, ({ passes }) => passes, 0), triple(pages, ({ seconds }) => seconds, 1), triple(recipes, ({ passes }) => passes, 0),
      ...WORK_PASSES.map((_, index) => share(pages.map((page) => page.shareAfter[index]!))), ofAttainable(pages),
      ofAttainable(recipes.map((recipe) => ({ ...recipe, gainNats: recipe.reportedGainNats }))), ofAttainable(recipes),
    ];
  });
  const shares = SHARES.map((share) => 100 * share).join(' / ');
  return table([
    'layer', 'attainable, nats', 'page, passes/s', 'PyTorch, passes/s', `page, passes to ${shares}%`, `page, s to ${shares}%`, `PyTorch, passes to ${shares}%`,
    ...WORK_PASSES.map((passes) => `page after ${passes} passes`), 'page at its end', "recipe's final", "recipe's best",
  ], rows);
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}
