/** Our own solvers through the engine, on the WASM backend in Node: one layer a run. */
import * as tf from '@tensorflow/tfjs';
import { HALF_LOG_2_PI_E } from '../../src/core/entropy';
import type { RunSpec } from '../../src/core/spec';
import { mean } from '../../src/core/stats';
import type { RunEvent } from '../../src/engine/protocol';
import type { LoadedNetwork } from '../../src/models/loadNetwork';
import { startTestBackend } from '../../src/testing/backends';
import { loadShippedNetwork } from '../../src/testing/modelFiles';
import { runToEnd } from '../../src/testing/runToEnd';
import { samplePicture } from '../../src/testing/samples';
import type { Plan } from './plan';
import { encodeMap, type Job, type MethodRecord, readRecord, writeRecord } from './records';

/** Runs what has no record with the plan's settings yet. @throws Error where a layer fails or ends far from its budget */
export async function runSolvers(folder: string, plan: Plan): Promise<void> {
  await startTestBackend('wasm');
  const loaded = new Map<string, LoadedNetwork>();
  const { solvers: jobs } = plan.jobs;
  for (const [index, job] of jobs.entries()) {
    const settings = plan.settings[job.method];
    if (JSON.stringify(readRecord(folder, job, job.method)?.settings) === JSON.stringify(settings)) continue;
    if (!loaded.has(job.network)) loaded.set(job.network, await loadShippedNetwork(job.network));
    const record = await runSolver(plan, job, loaded.get(job.network)!);
    writeRecord(folder, record);
    const { picture, network, layer, method } = job;
    console.log(
      `[${index + 1}/${jobs.length}] ${picture.padEnd(17)} ${network.padEnd(11)} ${layer.padEnd(14)} ${method.padEnd(13)} ` +
      `${record.details['status'] as string}, g ${(record.details['distortion'] as number).toFixed(4)} ${record.seconds.toFixed(1)} s`,
    );
  }
  for (const { network } of loaded.values()) network.dispose();
}

async function runSolver(plan: Plan, job: Job, network: LoadedNetwork): Promise<MethodRecord> {
  const spec: Partial<RunSpec> = {
    layerIds: [job.layer], solver: job.method as RunSpec['solver'], seed: plan.seed, noise: plan.tau, budget: plan.budget,
  };
  const started = performance.now();
  const processor = process.cpuUsage();
  const { events, layers } = await runToEnd(network, samplePicture(job.picture), spec);
  const seconds = (performance.now() - started) / 1000;
  const used = process.cpuUsage(processor);
  const { progress, map } = layers.get(job.layer)!;
  if (progress.error || !map) {
    throw new Error(`${job.method} at ${job.network}/${job.layer} of ${job.picture}: ${progress.error?.message ?? 'no map'}`);
  }
  // The engine scales every solver's map to g = c. The recipe's reading is the map before that; the shape is the same.
  const shift = job.method === 'reference' ? meanBeforeScaling(events) - mean(map.values) : 0;
  const logSigma = Float32Array.from(map.values, (entropy) => entropy + shift - HALF_LOG_2_PI_E);
  return {
    ...job,
    settings: plan.settings[job.method],
    passes: progress.passes,
    seconds: +seconds.toFixed(2),
    processorSeconds: +((used.user + used.system) / 1e6).toFixed(2),
    software: { tfjs: tf.version.tfjs, node: process.versions.node, device: tf.getBackend(), threads: 1 },
    details: {
      status: progress.status,
      statusReason: progress.statusReason,
      meanEntropyNats: progress.meanValue,
      distortion: progress.distortion,
      distortionCi95: progress.distortionCi95,
      recipeDistortion: progress.recipeDistortion,
      layerSeconds: progress.seconds,
    },
    rows: map.height,
    columns: map.width,
    logSigmaFloat32Base64: encodeMap(logSigma),
  };
}

/** Mean entropy of the map that the solver ended with: scalars come at every step, and this is the first of measuring. */
export function meanBeforeScaling(events: readonly RunEvent[]): number {
  for (const event of events) {
    if (event.type === 'layer' && event.progress.status === 'measuring') return event.progress.meanValue!;
  }
  throw new Error('the run ended before its map was measured');
}
