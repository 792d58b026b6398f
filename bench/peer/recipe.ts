/** trajectory.py from TypeScript: the recipe on the clock, and the judge of maps on the way. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface RecipeMap {
  readonly passes: number;
  readonly seconds: number;
  readonly logSigmaFloat32Base64: string;
}

export interface RecipeLayer {
  /** Of its 100 steps and the choice of the reported one. */
  readonly seconds: number;
  readonly passes: number;
  readonly reportedStep: number;
  readonly reportedMap: string;
  readonly maps: readonly RecipeMap[];
}

export interface RecipeRun {
  readonly software: { readonly torch: string; readonly device: string; readonly threads: number };
  readonly memory: { readonly beforeBytes: number; readonly peakBytes: number; readonly devicePeakBytes?: number };
  readonly layers: Readonly<Record<string, RecipeLayer>>;
}

export interface JudgedMaps {
  /** By layer and map. */
  readonly layers: Readonly<Record<string, Readonly<Record<string, { readonly gainNats: number; readonly gainErrorNats: number }>>>>;
}

export interface TrajectorySettings {
  readonly python: string;
  readonly root: string;
  readonly planFile: string;
  readonly threads: number;
  readonly device: string;
}

export interface RecipeTask {
  readonly network: string;
  readonly picture: string;
  readonly layers: readonly string[];
  /** What the noise's seed is made of, besides network, layer and picture. */
  readonly noise: string;
}

export interface JudgeTask {
  readonly network: string;
  readonly picture: string;
  /** By layer and name: log sigma, float32 in base64. */
  readonly maps: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly pilotSamples: number;
  readonly samples: number;
}

export function timeRecipe(settings: TrajectorySettings, task: RecipeTask): Promise<RecipeRun> {
  return inPython<RecipeRun>(settings, 'recipe', task);
}

export function judgeMaps(settings: TrajectorySettings, task: JudgeTask): Promise<JudgedMaps> {
  return inPython<JudgedMaps>(settings, 'judge', task);
}

/** A process of its own each time, so that the peak of its memory is this task's. */
async function inPython<Result>(
  { python, root, planFile, threads, device }: TrajectorySettings, part: 'recipe' | 'judge', task: RecipeTask | JudgeTask,
): Promise<Result> {
  const folder = mkdtempSync(path.join(tmpdir(), 'pixelsieve-bench-'));
  try {
    const [taskFile, out] = [path.join(folder, 'task.json'), path.join(folder, 'out.json')];
    writeFileSync(taskFile, JSON.stringify(task));
    const words = [path.join(root, 'bench/peer/trajectory.py'), part, planFile, taskFile, out, '--threads', String(threads), '--device', device];
    const child = spawn(python, words, { stdio: 'inherit', env: { ...process.env, OMP_NUM_THREADS: String(threads) } });
    await new Promise<void>((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', (code, signal) => {
        if (code === 0) resolve();
        else reject(new Error(`trajectory.py ${part} ended with ${signal ?? `status ${code}`}; what was measured before is kept: run again`));
      });
    });
    return JSON.parse(readFileSync(out, 'utf8')) as Result;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
