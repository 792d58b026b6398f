/** The page against PyTorch, in turns: rounds, then the judge, then the report. Interrupted, it goes on where it was. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createPlan, writePlan } from '../peer/plan';
import { findPython } from '../peer/python';
import { judgeMaps, type JudgedMaps, type RecipeRun, timeRecipe, type TrajectorySettings } from '../peer/recipe';
import { pageName, recipeName, REPORTED, roundFigures, type RoundFigures, WORK_PASSES } from './figures';
import { AttainableGains, MOST_PICTURES } from './networks';
import { type BenchOptions, isWhole, layersOfNetwork, pictureOfRound, readBenchOptions } from './options';
import { type WorkShares, workShares } from './profile';
import { writeBenchReport } from './report';
import { measureScaling } from './scaling';
import { buildSite, type Site } from './site';
import { thinned } from './trajectory';
import { type CurveVisit, type OpeningVisit, traceCurve, visitCurve, visitOpening } from './visit';

const JUDGE = { pilotSamples: 128, samples: 512 };
const JUDGED_MAPS = 8;

/** @param words the command line after the script's name; @throws Error whose message says what to do */
export async function benchPage(root: string, words: readonly string[]): Promise<void> {
  const options = readBenchOptions(words);
  const folder = path.join(root, '.cache', 'bench-page');
  if (options.fresh) rmSync(folder, { recursive: true, force: true });
  const python = options.scaling ? '' : findPython();
  console.log('building the page ...');
  const site = await buildSite(root, path.join(folder, 'site'));
  try {
    if (options.scaling) await measureScaling(root, site);
    else await new Bench(root, folder, options, site, python).run();
  } finally {
    await site.server.close();
  }
}

class Bench {
  private readonly root: string;
  private readonly options: BenchOptions;
  private readonly site: Site;
  private readonly settings: TrajectorySettings;
  private readonly pictures: readonly string[];
  /** Of this build and these options: measurements of another are not taken for its. */
  private readonly records: string;

  constructor(root: string, folder: string, options: BenchOptions, site: Site, python: string) {
    this.root = root;
    this.options = options;
    this.site = site;
    this.records = path.join(folder, `${site.digest}-${options.threads}-${options.device}-${options.layers?.join('+') ?? 'all'}`);
    const plan = createPlan(root, {
      networks: [...options.networks], layers: null, pictures: MOST_PICTURES, device: options.device, threads: options.threads, parts: [],
    });
    this.pictures = plan.pictures.map(({ id }) => id);
    this.settings = { python, root, planFile: writePlan(folder, plan), threads: options.threads, device: options.device };
    mkdirSync(this.records, { recursive: true });
  }

  async run(): Promise<void> {
    try {
      const openings: OpeningVisit[] = [];
      const loads: number[][] = [];
      for (let round = 0; round < this.options.rounds; round++) {
        // Kept with the round: the report may be written by a later call.
        loads.push(await this.kept(`${round}-load`, () => Promise.resolve(os.loadavg())));
        openings.push(await this.kept(`${round}-opening`, () => visitOpening(this.site)));
        for (const network of this.options.networks) await this.measure(round, network);
      }
      const profiles: Record<string, WorkShares> = {};
      for (const network of this.options.networks) profiles[network] = await this.kept(`profile-${network}`, () => this.profile(network));
      const rounds: RoundFigures[] = [];
      let software: { torch: RecipeRun['software']; chromium: string; threads: number } | null = null;
      for (let round = 0; round < this.options.rounds; round++) {
        for (const network of this.options.networks) {
          const { visit, recipe } = await this.measure(round, network);
          const judged = await this.kept(`${round}-${network}-judged`, () => this.judge(round, network, visit, recipe));
          rounds.push(this.figures(round, network, visit, recipe, judged));
          software = { torch: recipe.software, chromium: visit.chromium, threads: visit.threads };
        }
      }
      writeBenchReport(this.root, isWhole(this.options) ? path.join(this.root, 'bench/results') : this.records, {
        options: this.options, site: this.site.digest, rounds, openings, profiles, loads, software: software!, judge: JUDGE,
      });
      // A finished measurement is not taken for the next one.
      if (isWhole(this.options)) rmSync(this.records, { recursive: true, force: true });
    } finally {
      rmSync(this.settings.planFile, { force: true });
    }
  }

  /** Page and PyTorch on the same picture; who begins changes from round to round. */
  private async measure(round: number, network: string): Promise<{ visit: CurveVisit; recipe: RecipeRun }> {
    const picture = pictureOfRound(this.pictures, round);
    const layers = layersOfNetwork(this.options, network);
    const page = () => this.kept(`${round}-${network}-page`, () => visitCurve(this.site, this.task(round, network)));
    const peer = () => this.kept(`${round}-${network}-recipe`, () => timeRecipe(this.settings, { network, picture, layers, noise: `bench-${round}` }));
    if (round % 2 === 0) return { visit: await page(), recipe: await peer() };
    const recipe = await peer();
    return { visit: await page(), recipe };
  }

  private task(round: number, network: string) {
    const picture = readFileSync(path.join(this.root, 'public/samples', `${pictureOfRound(this.pictures, round)}.png`));
    return { network, layers: layersOfNetwork(this.options, network), picture };
  }

  private async profile(network: string): Promise<WorkShares> {
    return workShares(await traceCurve(this.site, this.task(0, network)), this.site.folder);
  }

  private judge(round: number, network: string, visit: CurveVisit, recipe: RecipeRun): Promise<JudgedMaps> {
    const maps = Object.fromEntries(Object.entries(visit.layers).map(([layer, { maps }]) => [layer, {
      ...Object.fromEntries(thinned(maps, JUDGED_MAPS, WORK_PASSES).map(({ passes, logSigmaFloat32Base64 }) => [pageName(passes), logSigmaFloat32Base64])),
      ...Object.fromEntries(recipe.layers[layer]!.maps.map(({ passes, logSigmaFloat32Base64 }) => [recipeName(passes), logSigmaFloat32Base64])),
      [REPORTED]: recipe.layers[layer]!.reportedMap,
    }]));
    return judgeMaps(this.settings, { network, picture: pictureOfRound(this.pictures, round), maps, ...JUDGE });
  }

  private figures(round: number, network: string, visit: CurveVisit, recipe: RecipeRun, judged: JudgedMaps): RoundFigures {
    const picture = pictureOfRound(this.pictures, round);
    const gains = new AttainableGains(this.root);
    return roundFigures(network, picture, visit, recipe, judged, (layer) => gains.get(network, layer, picture)?.gainNats ?? null);
  }

  /** What a file already holds is not measured again; whole or not at all. */
  private async kept<Value>(name: string, make: () => Promise<Value>): Promise<Value> {
    const file = path.join(this.records, `${name}.json`);
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Value;
    const started = performance.now();
    const value = await make();
    writeFileSync(`${file}.partial`, JSON.stringify(value));
    renameSync(`${file}.partial`, file);
    console.log(`${name}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
    return value;
  }
}
