/** The command: every network on every picture, one run after the other, each kept as it ends; the same command goes on where it stopped. */
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startStaticServer, type StaticServer } from '../../e2e/support/staticServer';
import type { SamplePicture } from '../../src/core/modelCard';
import { formatDamage } from '../../src/link/damage';
import { runFromJson } from '../../src/records/runFromJson';
import type { RunRecord } from '../../src/records/runRecord';
import { buildPage } from '../buildPage';
import { DAWN, fetchDawn } from '../dawn.mjs';
import { type NodeBackend, NodeRunner } from './nodeRunner';
import { whyNotInNode } from './openInNode';
import { readStudy, type Study, type StudyNetwork } from './readStudy';
import { type Failure, type PlannedRun, runAll } from './runAll';
import { picturesOf, type StudyPicture } from './studyPictures';
import type { StudyRunner } from './studyRunner';
import { backendsOf, rowsOf, type StudyRow, summaryOf, toCsv } from './table';

/** What SharedArrayBuffer, and so WASM threads, need; and no kept connections, which end while a process computes and is not told. */
const HEADERS = { Connection: 'close', 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

/**
 * @param words of the command line
 * @returns the exit code: 0 when every run is there, 1 when some failed, 130 when it was interrupted
 */
export async function runStudy(root: string, cwd: string, words: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...words], allowPositionals: true,
    options: {
      out: { type: 'string' }, fresh: { type: 'boolean' }, site: { type: 'string' }, dawn: { type: 'boolean' }, node: { type: 'boolean' }, mixed: { type: 'boolean' }, jobs: { type: 'string' },
      only: { type: 'string' }, pictures: { type: 'string' },
    },
  });
  const written = readStudy(studyFile(root, cwd, positionals));
  if (values.dawn && values.node) throw new Error('--dawn computes on the GPU, --node on the processor: choose one.');
  const nodeBackend: NodeBackend | null = values.dawn ? 'webgpu' : values.node ? 'wasm' : null;
  // Whatever the study says of the browser's backend; plan and table say what was computed.
  const study = nodeBackend ? { ...written, settings: { ...written.settings, backend: nodeBackend } } : written;
  const pictures = picturesOf(study);
  const selection = selectionOf(study, pictures, values);
  const jobs = wholeNumber('--jobs', values.jobs ?? '1', MOST_JOBS);
  if (nodeBackend) await refuseForNode(root, selection.pictures, values.dawn ? '--dawn' : '--node');
  const out = values.out === undefined ? path.join(root, '.cache', 'studies', study.name) : path.resolve(cwd, values.out);
  prepareFolder(out, study, { fresh: values.fresh ?? false, mixed: values.mixed ?? false });
  const planned = (network: StudyNetwork, picture: StudyPicture) => ({ network, picture, file: path.join(out, 'runs', `${safe(network.id)}--${safe(picture.id)}.json`) });
  const runs = study.networks.flatMap((network) => pictures.map((picture) => planned(network, picture)));
  const wanted = runs.filter(({ network, picture }) => selection.networks.includes(network) && selection.pictures.includes(picture));
  const site = values.site !== undefined ? path.resolve(cwd, values.site) : nodeBackend ? path.join(root, 'public') : await builtSite(root);
  const server = await serve(site, study, pictures);
  const stop = new AbortController();
  let runners: readonly StudyRunner[] = [];
  const interrupt = () => {
    stop.abort();
    // Runs under way end with their runners.
    for (const runner of runners) void runner.close();
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    runners = nodeBackend ? await nodeRunners(root, server.address, nodeBackend, jobs) : await pageRunners(server.address, jobs);
    const failures = await runAll(wanted, (run) => pairsOf(study, run), runners, stop.signal);
    const records = recordsOf(runs);
    const notes = otherClasses(study, records);
    writeTable(out, study, words, records, failures, notes);
    return report(out, wanted, failures, notes, stop.signal.aborted);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    await Promise.all(runners.map((runner) => runner.close()));
    await server.close();
  }
}

/** More processes than this no GPU is fed by. */
const MOST_JOBS = 64;

function wholeNumber(option: string, text: string, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > most) throw new Error(`${option} is ${text}; it must be a whole number from 1 to ${most}.`);
  return value;
}

interface Selection {
  readonly networks: readonly StudyNetwork[];
  readonly pictures: readonly StudyPicture[];
}

/** What of the study is to be computed now. @throws Error naming what is not in it */
function selectionOf({ networks }: Study, pictures: readonly StudyPicture[], { only, pictures: first }: { readonly only?: string | undefined; readonly pictures?: string | undefined }): Selection {
  const ids = only?.split(',');
  const unknown = ids?.find((id) => !networks.some((network) => network.id === id));
  if (unknown !== undefined) throw new Error(`--only: the study has no network “${unknown}”; it has ${networks.map(({ id }) => id).join(', ')}.`);
  return {
    networks: ids ? networks.filter(({ id }) => ids.includes(id)) : networks,
    pictures: first === undefined ? pictures : pictures.slice(0, wholeNumber('--pictures', first, pictures.length)),
  };
}

/** Each a browser of its own; Chromium is looked for when the first run begins. */
async function pageRunners(address: string, jobs: number): Promise<StudyRunner[]> {
  const { StudyPage } = await import('./studyPage');
  return Array.from({ length: jobs }, () => new StudyPage(address));
}

/** Each a process of its own: one alone leaves a GPU idle while Node prepares the next pass, and all but one core. */
async function nodeRunners(root: string, address: string, backend: NodeBackend, jobs: number): Promise<StudyRunner[]> {
  if (backend === 'webgpu') fetchDawn();
  const runners = Array.from({ length: jobs }, () => new NodeRunner(root, address, backend));
  const what = await runners[0]!.ready();
  console.log(`${backend === 'webgpu' ? `WebGPU through Dawn ${DAWN.version}: ${what}` : `${what} in Node`}; ${jobs} ${jobs === 1 ? 'process' : 'processes'}.`);
  return runners;
}

/** @throws Error naming pictures that cannot be read without a browser, before anything runs */
async function refuseForNode(root: string, pictures: readonly StudyPicture[], option: string): Promise<void> {
  const samples = ['samples.json', 'photographs.json'].flatMap((list) => JSON.parse(readFileSync(path.join(root, 'public/samples', list), 'utf8')) as SamplePicture[]);
  const refused: string[] = [];
  for (const { id, served } of pictures) {
    const sample = samples.find((one) => one.id === id)?.file;
    const file = sample === undefined ? null : path.join(root, 'public/samples', sample);
    const bytes = served ? served.read() : file !== null && existsSync(file) ? readFileSync(file) : null;
    const why = bytes ? await whyNotInNode(bytes) : 'is not there (npm run fetch:parts fetches the photographs)';
    if (why) refused.push(`${id} ${why}`);
  }
  if (refused.length === 0) return;
  const shown = refused.slice(0, 5).join('; ') + (refused.length > 5 ? `; and ${refused.length - 5} more` : '');
  throw new Error(`Without a browser these pictures cannot be read as the page reads them: ${shown}. Leave out ${option}, or save them as upright PNG or JPEG in sRGB.`);
}

function studyFile(root: string, cwd: string, positionals: readonly string[]): string {
  const [written] = positionals;
  if (positionals.length !== 1 || !written) throw new Error('Say which study: npm run study -- <name of a file in studies/, or the path of one>.');
  const candidates = [path.resolve(cwd, written), path.join(root, 'studies', `${written}.json`)];
  const file = candidates.find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile());
  if (!file) throw new Error(`There is no study “${written}”: neither ${candidates.join(' nor ')} is there.`);
  return file;
}

const safe = (id: string) => id.replace(/[^\w.-]+/g, '_');

/**
 * Results of other settings are never mixed with these; of another backend only where that is asked for, for a study that two machines
 * compute between them.
 */
function prepareFolder(out: string, study: Study, { fresh, mixed }: { readonly fresh: boolean; readonly mixed: boolean }): void {
  // As before a network had layers of its own, so that older folders go on.
  const planned = ({ id, model, damage, layers }: StudyNetwork) => ({ id, model, damage, ...(layers !== null && { layers }) });
  const plan = JSON.stringify({ settings: study.settings, networks: study.networks.map(planned) }, null, 2);
  const file = path.join(out, 'plan.json');
  if (fresh) rmSync(path.join(out, 'runs'), { recursive: true, force: true });
  const before = !fresh && existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { settings: object; networks: { id: string }[] }) : null;
  const withoutBackend = (settings: object) => JSON.stringify({ ...settings, backend: null });
  if (before && JSON.stringify(before.settings) !== JSON.stringify(study.settings)) {
    const isOnlyBackend = withoutBackend(before.settings) === withoutBackend(study.settings);
    const remedy = isOnlyBackend ? 'Only the backend differs: take them as they are with --mixed, or give' : 'Give';
    if (!(isOnlyBackend && mixed)) throw new Error(`${out} has results of other settings, ${JSON.stringify(before.settings)}. ${remedy} another folder with --out, or let them go with --fresh.`);
  }
  const changed = before?.networks.find((old) => study.networks.some((now) => now.id === old.id && JSON.stringify(old) !== JSON.stringify(planned(now))));
  if (changed) throw new Error(`${out} has results of another network called “${changed.id}”. Give yours another "id", another folder with --out, or let them go with --fresh.`);
  mkdirSync(path.join(out, 'runs'), { recursive: true });
  writeFileSync(file, `${plan}\n`);
}

/** Built anew each time: a study is of this source, not of what happened to be in dist. */
async function builtSite(root: string): Promise<string> {
  const folder = path.join(root, '.cache', 'study-site');
  console.log('Building the page …');
  await buildPage(root, { outDir: folder });
  return folder;
}

/** The page, and below study/ the networks and pictures that are not part of it. */
function serve(site: string, study: Study, pictures: readonly StudyPicture[]): Promise<StaticServer> {
  const served = new Map(pictures.flatMap(({ served }) => (served ? [[served.path, served.read] as const] : [])));
  const folders = study.networks.flatMap(({ model, isFile }, i) => (isFile ? [[`study/networks/${i}/`, path.dirname(model)] as const] : []));
  const inside = async (folder: string, file: string) => {
    const full = path.join(folder, file);
    return full.startsWith(folder + path.sep) && statSync(full, { throwIfNoEntry: false })?.isFile() ? readFile(full) : null;
  };
  return startStaticServer({
    headers: HEADERS,
    read: async (asked) => {
      const picture = served.get(asked);
      if (picture) return picture();
      const network = folders.find(([prefix]) => asked.startsWith(prefix));
      return network ? inside(network[1], asked.slice(network[0].length)) : inside(site, asked || 'index.html');
    },
  });
}

function pairsOf(study: Study, { network, picture }: PlannedRun): Record<string, string> {
  const place = study.networks.indexOf(network);
  const model = network.isFile ? `url:study/networks/${place}/${encodeURIComponent(path.basename(network.model))}` : /^https?:/.test(network.model) ? `url:${network.model}` : network.model;
  return { model, image: picture.link, layers: 'all', ...study.settings, ...(network.layers !== null && { layers: network.layers }), ...(network.damage && { damage: formatDamage(network.damage) }) };
}

interface StudyRecord {
  readonly run: PlannedRun;
  readonly record: RunRecord;
}

function recordsOf(runs: readonly PlannedRun[]): StudyRecord[] {
  return runs.filter(({ file }) => existsSync(file)).map((run) => ({ run, record: runFromJson(readFileSync(run.file, 'utf8'), run.file) }));
}

/** Networks that do not name the classes that the pictures are of: their maps can be compared, their answers cannot. */
function otherClasses({ networks }: Study, records: readonly StudyRecord[]): string[] {
  const labels = new Set(records.flatMap(({ run }) => run.picture.label ?? []));
  return networks.flatMap(({ id }) => {
    const own = records.filter(({ run }) => run.network.id === id && run.picture.label !== null);
    const named = own.flatMap(({ record }) => record.predictions.map(({ label }) => label));
    if (labels.size === 0 || named.length === 0 || named.some((label) => labels.has(label))) return [];
    return [`${id} names other classes (${[...new Set(named)].slice(0, 3).join(', ')} …) than the pictures are of (${[...labels].slice(0, 3).join(', ')} …): its maps stand beside the others’, its answers are not counted.`];
  });
}

function writeTable(out: string, study: Study, words: readonly string[], records: readonly StudyRecord[], failures: readonly Failure[], notes: string[]): void {
  const rows: StudyRow[] = records.flatMap(({ run, record }) => rowsOf(record, run.network.id, run.picture));
  const first = records[0]?.record;
  const networks = study.networks.map(({ id, model, isFile, damage }) => {
    const own = records.filter(({ run }) => run.network.id === id);
    const judged = notes.some((note) => note.startsWith(`${id} names`)) ? [] : own.filter(({ run, record }) => run.picture.label !== null && record.predictions.length > 0);
    return {
      id, model: isFile ? path.basename(path.basename(model) === 'model.json' ? path.dirname(model) : model) : model, damage, sha256: own[0]?.record.model.sha256 ?? null, pictures: own.length,
      rightShare: judged.length === 0 ? null : judged.filter(({ run, record }) => record.predictions[0]!.label === run.picture.label).length / judged.length,
    };
  });
  const table = {
    format: 'pixelsieve.study', formatVersion: 1, title: study.title, command: `npm run study -- ${words.join(' ')}`, createdAt: new Date().toISOString(),
    appVersion: first?.appVersion ?? null, ...backendsOf(records.map(({ record }) => record.backend)), settings: study.settings, networks, notes, failures, summary: summaryOf(rows), rows,
  };
  writeFileSync(path.join(out, 'table.json'), `${JSON.stringify(table, null, 1)}\n`);
  writeFileSync(path.join(out, 'table.csv'), toCsv(rows));
}

function report(out: string, wanted: readonly PlannedRun[], failures: readonly Failure[], notes: readonly string[], wasInterrupted: boolean): number {
  for (const note of notes) console.warn(note);
  console.log(`${wanted.filter(({ file }) => existsSync(file)).length} of ${wanted.length} runs in ${path.join(out, 'runs')}, the table in ${path.join(out, 'table.csv')} and table.json.`);
  if (wasInterrupted) console.log('Interrupted. Nothing that was finished is lost: the same command goes on from here.');
  else if (failures.length > 0) console.error(`${failures.length} runs failed; they are named above and in table.json. The same command tries them again.`);
  return wasInterrupted ? 130 : failures.length > 0 ? 1 : 0;
}
