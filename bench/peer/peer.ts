/** The comparison from end to end: recipe, optimum, solvers, then the report of what is complete. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { allPairs, chosenPairs, createPlan, firstOfEachClass, type Options, type Plan, readCard, readOptions, writePlan } from './plan';
import { computeInPython, findPython } from './python';
import { decodeMap, type MethodRecord, type Pair, readJudgement, readRecord } from './records';
import { type Report, reportMarkdown } from './reportMarkdown';
import { runSolvers } from './solvers';
import { type MethodRun, type PairFigures, pairFigures } from './summary';

/** @param words the command line after the script's name; @throws Error whose message says what to do */
export async function comparePeers(root: string, words: readonly string[]): Promise<void> {
  const options = readOptions(words);
  const folder = path.join(root, '.cache', 'bench-peer');
  const plan = createPlan(root, options);
  const planFile = writePlan(folder, plan);
  try {
    const python = options.parts.some((part) => part !== 'solvers') ? findPython() : '';
    if (options.parts.includes('recipe')) await computeInPython(python, root, planFile, 'recipe', options);
    if (options.parts.includes('optimum')) await computeInPython(python, root, planFile, 'optimum', options);
    if (options.parts.includes('solvers')) await runSolvers(folder, plan);
    if (options.parts.includes('report')) {
      await computeInPython(python, root, planFile, 'judge', options);
      writeReport(root, folder, plan, options);
    }
  } finally {
    rmSync(planFile, { force: true });
  }
}

/** Into bench/results when nothing is missing; what is partial goes beside the records. */
function writeReport(root: string, folder: string, plan: Plan, options: Options): void {
  const ids = firstOfEachClass(root).map((sample) => sample.id);
  const chosen = chosenPairs(options, ids);
  const collector = new Collector(folder, plan);
  const figures = chosen.map((pair) => collector.figures(pair)).filter((found) => found !== null);
  if (figures.length === 0) throw new Error('no layer has been computed by all methods yet: there is nothing to report');
  const complete = figures.length === allPairs(ids).length;
  const cards = [...new Set(figures.map((pair) => pair.network))].map((id) => readCard(root, id));
  const report: Report = {
    command: 'npm run bench:peer',
    date: new Date().toISOString().slice(0, 10),
    machine: `${os.cpus()[0]!.model.trim()}, ${os.cpus().length} cores, ${Math.round(os.totalmem() / 2 ** 30)} GiB, ${os.platform()} ${os.arch()}`,
    software: collector.software(),
    tau: plan.tau,
    budget: plan.budget,
    judge: plan.judge,
    settings: collector.settings(),
    networks: cards.map(({ id, title }) => ({ id, title })),
    pictures: plan.pictures.map(({ id, label }) => ({ id, label })),
    // compute.py refuses networks whose deviations are not those of the recipe's units: all cards agree.
    channelStd: cards[0]!.input.std,
    notRectified: collector.notRectified(),
    pairs: figures,
  };
  const target = complete ? path.join(root, 'bench', 'results') : folder;
  mkdirSync(target, { recursive: true });
  writeFileSync(path.join(target, 'peer-report.md'), reportMarkdown(report));
  writeFileSync(path.join(target, 'peer-report.json'), `${JSON.stringify(report, null, 1)}\n`);
  console.log(`${figures.length} of ${chosen.length} chosen pairs are complete; wrote ${path.relative(root, target)}/peer-report.{md,json}`);
}

/** Reads records and holds that those of one method were made alike. */
class Collector {
  private readonly folder: string;
  private readonly plan: Plan;
  private readonly seen = new Map<string, MethodRecord>();
  private readonly unrectified = new Set<string>();
  private readonly environments = new Set<string>();

  constructor(folder: string, plan: Plan) {
    this.folder = folder;
    this.plan = plan;
  }

  /** null where the pair has not been judged. @throws Error where two records of one method have different settings */
  figures(pair: Pair): PairFigures | null {
    const judgement = readJudgement(this.folder, pair);
    if (!judgement) return null;
    const runs: Record<string, MethodRun> = {};
    for (const method of Object.keys(this.plan.settings)) {
      const record = readRecord(this.folder, pair, method);
      if (!record) continue;
      this.admit(record);
      const { distortion, distortionCi95 } = record.details;
      runs[method] = {
        logSigma: decodeMap(record),
        passes: record.passes,
        seconds: record.seconds,
        processorSeconds: record.processorSeconds,
        ownDistortion: method === 'fast' ? { value: distortion as number, ci95: distortionCi95 as number } : null,
      };
    }
    return pairFigures(judgement, runs);
  }

  software(): string[] {
    return [...this.environments].sort();
  }

  settings(): Record<string, unknown> {
    return Object.fromEntries([...this.seen].map(([method, record]) => [method, record.settings]));
  }

  /** Layers whose features can be negative, where the recipe's ReLU changes something. */
  notRectified(): string[] {
    return [...this.unrectified];
  }

  private admit(record: MethodRecord): void {
    const earlier = this.seen.get(record.method) ?? record;
    this.seen.set(record.method, earlier);
    if (JSON.stringify(earlier.settings) !== JSON.stringify(record.settings)) {
      throw new Error(
        `the records of "${record.method}" were made with different settings (${earlier.picture}, ${earlier.layer} and ` +
        `${record.picture}, ${record.layer}): run the part that makes them again`,
      );
    }
    const { torch, tfjs, node, device, threads } = record.software;
    const name = torch ? `PyTorch ${torch}` : `TensorFlow.js ${tfjs} in Node ${node}`;
    this.environments.add(`${name} on ${device}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`);
    const operator = record.details['layerEndsIn'];
    if (operator !== undefined && operator !== 'Relu') this.unrectified.add(`${record.network} ${record.layer}`);
  }
}
