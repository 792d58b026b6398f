/**
 * The engine on WebGPU in Node against the recipe in PyTorch CUDA, on one GPU. Where the adapter is software, only whether
 * WebGPU and WASM agree is checked: its speed says nothing of any GPU, and nothing is written into bench/results.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { startBackend } from '../../src/engine/backend';
import type { RunEvent } from '../../src/engine/protocol';
import { forgetRecordings } from '../../src/kernels/recording';
import { loadShippedNetwork } from '../../src/testing/modelFiles';
import { runToEnd } from '../../src/testing/runToEnd';
import { samplePicture } from '../../src/testing/samples';
import { REPORTED, pageName, recipeName, roundFigures, type RoundFigures } from '../page/figures';
import { AttainableGains, MOST_PICTURES, NETWORK_LAYERS } from '../page/networks';
import { thinned } from '../page/trajectory';
import { layersOf, type PageLayer } from '../page/visit';
import { createPlan, writePlan } from '../peer/plan';
import { findPython } from '../peer/python';
import { judgeMaps, timeRecipe, type TrajectorySettings } from '../peer/recipe';
import { agreement, type Agreement } from './agreement';
import { gpuMarkdown } from './gpuMarkdown';

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|software|cpu/i;
const JUDGE = { pilotSamples: 256, samples: 1024 };
const JUDGED_MAPS = 10;
/** Early layers, which a software adapter can finish. */
const AGREEMENT_LAYERS: Readonly<Record<'software' | 'gpu', readonly string[]>> = {
  software: ['stem', 'stage1_block1'], gpu: NETWORK_LAYERS['resnet20']!,
};
const NETWORK = 'resnet20';

/** @param dawn the version of the webgpu package; @throws Error whose message says what to do */
export async function benchGpu(root: string, words: readonly string[], dawn: string): Promise<void> {
  const { values } = parseArgs({ args: [...words], options: { rounds: { type: 'string' }, layers: { type: 'string' }, part: { type: 'string' } } });
  const { part = 'both' } = values;
  if (!['both', 'agreement', 'timing'].includes(part)) throw new Error(`--part is ${part}; it must be agreement or timing`);
  const rounds = Number(values.rounds ?? 5);
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 50) throw new Error(`--rounds is ${values.rounds}; it must be 1 to 50`);
  // Asked for by name, so that a software adapter is taken as well.
  const backend = await startBackend('webgpu');
  if (backend.name !== 'webgpu') throw new Error(`WebGPU did not start in Node: ${backend.warning ?? backend.reason}. Is there a Vulkan driver, or Chromium's (VK_ICD_FILENAMES)?`);
  const adapter = backend.adapter ?? 'unnamed adapter';
  const isSoftware = SOFTWARE.test(adapter);
  console.log(`WebGPU through Dawn ${dawn}: ${adapter}${isSoftware ? ' (software: correctness only, no timing is reported)' : ''}`);
  const layers = values.layers?.split(',') ?? AGREEMENT_LAYERS[isSoftware ? 'software' : 'gpu'];
  for (const id of layers) if (!NETWORK_LAYERS[NETWORK]!.includes(id)) throw new Error(`--layers: "${id}" is none of ${NETWORK_LAYERS[NETWORK]!.join(', ')}`);
  const found = isSoftware || part === 'agreement' ? [] : await timedRounds(root, rounds, layers);
  const agreements = part === 'timing' ? keptAgreements(root) : await agreement(NETWORK, layers);
  for (const { layer, webgpuNats, wasmNats } of agreements) {
    console.log(`  ${layer.padEnd(14)} mean entropy ${webgpuNats.toFixed(4)} on WebGPU, ${wasmNats.toFixed(4)} on WASM, apart by ${Math.abs(webgpuNats - wasmNats).toFixed(4)} nats`);
  }
  const apart = Math.max(...agreements.map(({ webgpuNats, wasmNats }) => Math.abs(webgpuNats - wasmNats)));
  console.log(`largest difference ${apart.toFixed(4)} nats; at most 0.02 is wanted: ${apart <= 0.02 ? 'holds' : 'DOES NOT HOLD'}`);
  if (apart > 0.02) process.exitCode = 1;
  if (isSoftware) console.log('This adapter is software. Nothing was timed and nothing written: run this on a machine with a GPU for figures.');
  else if (part === 'agreement') keepAgreements(root, agreements);
  else write(root, words, { dawn, adapter, agreements, found, rounds });
}

/** Most of the agreement's time is WASM's, when the GPU has nothing to do: it can be had while the GPU is busy otherwise. */
const agreementsFile = (root: string) => path.join(root, '.cache', 'bench-gpu', 'agreement.json');

function keepAgreements(root: string, agreements: readonly Agreement[]): void {
  const file = agreementsFile(root);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(agreements));
  console.log('kept for --part timing');
}

function keptAgreements(root: string): Agreement[] {
  const file = agreementsFile(root);
  if (!existsSync(file)) throw new Error('--part timing takes the agreement of --part agreement: run that first');
  return JSON.parse(readFileSync(file, 'utf8')) as Agreement[];
}

interface GpuRound {
  readonly figures: RoundFigures;
  readonly peerDevice: string;
  readonly torch: string;
}

/** Both sides in turns on the same picture; the first to go changes. */
async function timedRounds(root: string, rounds: number, layers: readonly string[]): Promise<GpuRound[]> {
  const folder = path.join(root, '.cache', 'bench-gpu');
  const python = findPython();
  const plan = createPlan(root, { networks: [NETWORK], layers: null, pictures: MOST_PICTURES, device: null, threads: os.availableParallelism(), parts: [] });
  const planFile = writePlan(folder, plan);
  const gains = new AttainableGains(root);
  const settings: TrajectorySettings = { python, root, planFile, threads: Math.min(8, os.availableParallelism()), device: 'auto' };
  const network = await loadShippedNetwork(NETWORK);
  const found: GpuRound[] = [];
  // Shaders are compiled at a shape's first use; the recipe's kernels are warmed up too.
  await runToEnd(network, samplePicture(plan.pictures[0]!.id), { layerIds: [...layers] });
  for (let round = 0; round < rounds; round++) {
    const picture = plan.pictures[round % plan.pictures.length]!.id;
    const peer = () => timeRecipe(settings, { network: NETWORK, picture, layers, noise: `bench-${round}` });
    const early = round % 2 === 1 ? await peer() : null;
    const { layers: own, seconds, firstMapSeconds } = await timedRun(network, picture, layers);
    const recipe = early ?? (await peer());
    const maps = Object.fromEntries(layers.map((layer) => [layer, {
      ...Object.fromEntries(thinned(own[layer]!.maps, JUDGED_MAPS, [16, 96]).map((map) => [pageName(map.passes), map.logSigmaFloat32Base64])),
      ...Object.fromEntries(recipe.layers[layer]!.maps.map((map) => [recipeName(map.passes), map.logSigmaFloat32Base64])),
      [REPORTED]: recipe.layers[layer]!.reportedMap,
    }]));
    const judged = await judgeMaps(settings, { network: NETWORK, picture, maps, ...JUDGE });
    const visit = {
      threads: 1, chromium: '', dropToFirstMapMs: 1000 * firstMapSeconds, runSeconds: seconds, layers: own, peakBytes: null, scriptBytes: { page: 0, workers: 0 },
    };
    const figures = roundFigures(NETWORK, picture, visit, recipe, judged, (layer) => gains.get(NETWORK, layer, picture)?.gainNats ?? null);
    found.push({ figures, peerDevice: recipe.software.device, torch: recipe.software.torch });
    console.log(`round ${round + 1}: WebGPU ${seconds.toFixed(2)} s to the end, recipe ${figures.recipeCurveSeconds.toFixed(2)} s on ${recipe.software.device}`);
  }
  forgetRecordings(network.network);
  network.network.dispose();
  return found;
}

async function timedRun(
  network: Awaited<ReturnType<typeof loadShippedNetwork>>, picture: string, layers: readonly string[],
): Promise<{ layers: Record<string, PageLayer>; seconds: number; firstMapSeconds: number }> {
  const startedAt = performance.now();
  const seen: { at: number; event: RunEvent }[] = [];
  await runToEnd(network, samplePicture(picture), { layerIds: [...layers] }, undefined, (event) => seen.push({ at: performance.now(), event }));
  const seconds = (performance.now() - startedAt) / 1000;
  const events = seen.flatMap(({ at, event }) => {
    if (event.type !== 'layer') return [];
    const { layerId, status, passes, seconds: ownSeconds } = event.progress;
    return [{ at, layerId, status, passes, ownSeconds, values: event.map ? event.map.values : null }];
  });
  const first = events.find(({ values }) => values !== null)!;
  return { layers: layersOf({ startedAt, layers: events }), seconds, firstMapSeconds: (first.at - startedAt) / 1000 };
}

export interface GpuReport {
  readonly dawn: string;
  readonly adapter: string;
  readonly agreements: readonly Agreement[];
  readonly found: readonly GpuRound[];
  readonly rounds: number;
}

/** Into bench/results with at least five rounds, else beside the plan. */
function write(root: string, words: readonly string[], report: GpuReport): void {
  const content = {
    command: ['npm run bench:gpu', ...(words.length > 0 ? ['--', ...words] : [])].join(' '), date: new Date().toISOString(), load: os.loadavg(),
    machine: `${os.cpus()[0]!.model.trim()}, ${os.cpus().length} cores`, versions: { dawn: report.dawn, tfjs: tf.version.tfjs, torch: report.found[0]!.torch, node: process.versions.node },
    ...report,
  };
  const folder = report.rounds >= 5 ? path.join(root, 'bench/results') : path.join(root, '.cache/bench-gpu');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'gpu-bench.json'), `${JSON.stringify(content, null, 1)}\n`);
  writeFileSync(path.join(folder, 'gpu-bench.md'), gpuMarkdown(content));
  console.log(`wrote ${path.relative(root, folder)}/gpu-bench.{md,json}`);
}
