/** The comparison as a page of tables. */
import { mean } from '../../src/core/stats';
import { READINGS } from './plan';
import { readingsMarkdown } from './readings';
import { type MethodSummary, type PairFigures, type Spread, spread, summariseMethod } from './summary';

export interface Report {
  readonly command: string;
  readonly date: string;
  readonly machine: string;
  readonly software: readonly string[];
  readonly tau: number;
  readonly budget: number;
  readonly judge: { readonly pilotSamples: number; readonly samples: number };
  readonly settings: Readonly<Record<string, unknown>>;
  readonly networks: readonly { readonly id: string; readonly title: string }[];
  readonly pictures: readonly { readonly id: string; readonly label: string }[];
  /** Of the pictures on the 0..1 scale: what the recipe's normalised units are made of. */
  readonly channelStd: readonly number[];
  /** Layers whose features can be negative. */
  readonly notRectified: readonly string[];
  readonly pairs: readonly PairFigures[];
}

const METHODS: readonly [id: string, title: string][] = [
  ['recipe', "authors' recipe"], ['reference', '`reference`'], ['fast', '`fast`'], ['optimum', 'long run'],
];
const READING_TITLES: Readonly<Record<(typeof READINGS)[number], string>> = {
  'recipe-delta2': 'delta2 from 64 batches',
  'recipe-last': 'the last step, not the nearest',
  'recipe-grid16': '16 x 16 cells',
};

export function reportMarkdown(report: Report): string {
  return [
    "# The authors' recipe, our solvers and the long-run optimum",
    '',
    introduction(report),
    '',
    '## The whole',
    '',
    wholeTable(report),
    '',
    ...report.networks.flatMap((network) => networkSection(report, network)),
    '## How alike the maps of recipe and `reference` are',
    '',
    rankTable(report),
    '',
    '## How well the optimum is known',
    '',
    optimumSection(report),
    '',
    '## Where our reading of the recipe could differ from the authors\'',
    '',
    readingsMarkdown(report),
    '',
    'What three of these readings change, on the pictures where they were tried, beside ours on the same:',
    '',
    readingTable(report),
    '',
    '## How it was measured',
    '',
    measuringSection(report),
    '',
  ].join('\n');
}

function introduction(report: Report): string {
  const layers = report.networks.map(({ id, title }) =>
    `${title}: ${[...new Set(report.pairs.filter((pair) => pair.network === id).map((pair) => pair.layer))].join(', ')}`);
  return [
    `\`${report.command}\`, ${report.date}. ${report.machine}.`,
    `${report.software.join('; ')}.`,
    '',
    `Strict information discarding at c = ${report.budget}, tau = ${report.tau} on the 0..1 scale, one sigma a pixel. ${report.pictures.length} pictures`,
    `(${report.pictures.map(({ label }) => label).join(', ')}; the first sample of each class). ${layers.join('. ')}.`,
    '',
    '± is the standard deviation over pictures. H is the mean entropy of a map in nats; gain is what it has over the uniform map, both at',
    'g = c; share is the gain as a part of the long run\'s; rho is Spearman\'s rank correlation of two maps.',
  ].join('\n');
}

function wholeTable(report: Report): string {
  const parts = report.networks.map(({ id, title }) => ({ title, pairs: report.pairs.filter((pair) => pair.network === id) }));
  if (parts.length > 1) parts.push({ title: 'both', pairs: [...report.pairs] });
  const rows = parts.flatMap(({ title, pairs }) => METHODS.map(([id, name]) => {
    const s = summariseMethod(pairs, id, report.budget)!;
    return [
      title, name, plusMinus(s.distortion, 3), `${(100 * s.worstDistortionMiss).toFixed(1)}%`, percent(s.shareOfOptimum),
      `${(100 * s.shareOfSummedGain).toFixed(1)}%`, plusMinus(s.rankWithOptimum, 3), s.passes.mean.toFixed(0), s.processorSeconds.mean.toFixed(1),
    ];
  }));
  return table(
    ['network', 'method', 'g as run', 'furthest g from c', 'share', 'share of the summed gain', 'rho with the long run', 'passes', 'processor s'],
    rows,
  );
}

function networkSection(report: Report, network: { id: string; title: string }): string[] {
  const pairs = report.pairs.filter((pair) => pair.network === network.id);
  const rows = [...new Set(pairs.map((pair) => pair.layer))].flatMap((layer) => {
    const here = pairs.filter((pair) => pair.layer === layer);
    const uniform = spread(here.map((pair) => pair.uniformEntropyNats));
    const first = [layer, 'uniform', '', '', '', plusMinus(uniform, 3), '', '', '', '', ''];
    return [first, ...METHODS.map(([id, name]) => [layer, name, ...methodCells(summariseMethod(here, id, report.budget)!)])];
  });
  return [
    `## ${network.title}`,
    '',
    table(
      ['layer', 'method', 'g as run', '95% interval of one g', 'H as run', 'H at g = c', 'gain', 'share', 'rho with the long run', 'passes', 'processor s'],
      rows,
    ),
    '',
  ];
}

function methodCells(s: MethodSummary): string[] {
  return [
    plusMinus(s.distortion, 3), `± ${s.distortionCi95.mean.toFixed(3)}`, plusMinus(s.meanEntropyNatsAsRun, 3),
    plusMinus(s.meanEntropyNatsAtBudget, 3), plusMinus(s.gainNats, 4), percent(s.shareOfOptimum), plusMinus(s.rankWithOptimum, 3),
    s.passes.mean.toFixed(0), s.processorSeconds.mean.toFixed(1),
  ];
}

function rankTable(report: Report): string {
  const rows = report.networks.flatMap(({ id, title }) => {
    const pairs = report.pairs.filter((pair) => pair.network === id);
    return [...new Set(pairs.map((pair) => pair.layer))].map((layer) => {
      const here = pairs.filter((pair) => pair.layer === layer);
      return [
        title, layer, plusMinus(spread(here.map((pair) => pair.rankRecipeWithReference)), 3),
        plusMinus(spread(here.map((pair) => pair.rankRecipeWithItself)), 3),
      ];
    });
  });
  return [
    "The recipe's map is noisy: run again with other noise it agrees with itself only so far. That is what the agreement with our",
    '`reference` solver, which draws its own noise, is to be held against.',
    '',
    table(['network', 'layer', 'rho of recipe and `reference`', 'rho of recipe and recipe, other noise'], rows),
  ].join('\n');
}

function optimumSection(report: Report): string {
  const rows = report.pairs.filter((pair) => pair.methods['optimum-long']).map((pair) => {
    const [short, long] = [pair.methods['optimum']!, pair.methods['optimum-long']!];
    return [
      `${pair.network} ${pair.layer}`, pair.picture, short.gainNats.toFixed(4), `${short.passes}`, long.gainNats.toFixed(4), `${long.passes}`,
      `${(100 / long.shareOfOptimum).toFixed(1)}% ± ${(100 * long.shareError).toFixed(1)}%`, long.rankWithOptimum.toFixed(3),
    ];
  });
  return [
    'The long run is that of `training/oracles/attainable_gain.py` (re-weighted, mixed and Adam on log sigma; the best by fresh samples),',
    'with fewer steps than its defaults. Where both were run (± one standard error of the sampling):',
    '',
    table(['layer', 'picture', 'gain', 'passes', 'gain of the defaults', 'their passes', "share of the defaults' gain", 'rho of the two'], rows),
  ].join('\n');
}

function readingTable(report: Report): string {
  const pairs = report.pairs.filter((pair) => READINGS.every((reading) => pair.methods[reading]));
  if (pairs.length === 0) return '(not tried on these pictures)';
  const rows = [['recipe', `as above (${pairs.length} maps)`], ...READINGS.map((id) => [id, READING_TITLES[id]])].map(([id, title]) => {
    const s = summariseMethod(pairs, id!, report.budget)!;
    return [title!, plusMinus(s.distortion, 3), percent(s.shareOfOptimum), `${(100 * s.shareOfSummedGain).toFixed(1)}%`, plusMinus(s.rankWithOptimum, 3)];
  });
  return table(['reading', 'g as run', 'share', 'share of the summed gain', 'rho with the long run'], rows);
}

function measuringSection(report: Report): string {
  const fast = report.pairs.map((pair) => pair.methods['fast']!);
  const z = fast.map((figures) => figures.ownDistortionZ!);
  const within = z.filter((value) => Math.abs(value) < 1.96).length;
  const gainError = mean(fast.map((figures) => figures.gainErrorNats));
  return [
    `- One judge for all maps: the exported network in PyTorch, ${report.judge.samples} fresh samples a layer and picture, the same eps for every map.`,
    `  \`g as run\` is that of the map as the method reports it. For H at g = c each map is scaled by ${report.judge.pilotSamples} other samples and corrected by the`,
    `  last percent on the fresh ones. The sampling error of one gain of \`fast\` is ${gainError.toFixed(4)} nats on average (one standard error).`,
    `- The engine measures g itself, with its own samples on another backend. For \`fast\` its number and the judge's lie within 1.96 standard`,
    `  errors of their difference in ${within} of ${z.length} cases (95% are expected).`,
    '- `reference` as run is its map before the engine scales it to g = c.',
    '- Passes are forward-and-backward passes of one sample; measuring a map takes forward passes on top.',
    '- **Processor seconds are not a benchmark.** PyTorch and WASM in Node ran one thread each, at different times, beside other work',
    '  on the same machine; the engine\'s seconds include the start of a run and measuring g, the recipe\'s only its 100 steps.',
  ].join('\n');
}

function plusMinus(value: Spread, digits: number): string {
  return value.mean.toFixed(digits) + (value.std === null ? '' : ` ± ${value.std.toFixed(digits)}`);
}

function percent(value: Spread): string {
  return `${(100 * value.mean).toFixed(1)}%${value.std === null ? '' : ` ± ${(100 * value.std).toFixed(1)}%`}`;
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}
