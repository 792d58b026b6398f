/** The comparison's Python parts, with whatever interpreter has PyTorch. */
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import type { Options } from './plan';

/** @throws Error where no interpreter can import PyTorch and numpy, with the remedy */
export function findPython(): string {
  const candidates = [process.env['PYTHON'], 'python3'].filter((name) => name !== undefined && name !== '') as string[];
  for (const name of candidates) {
    if (spawnSync(name, ['-c', 'import torch, numpy'], { stdio: 'ignore' }).status === 0) return name;
  }
  throw new Error(
    `none of ${candidates.join(', ')} has PyTorch and numpy: install Debian's python3-torch and python3-numpy, or ` +
    '`pip install torch numpy`, or name an interpreter that has them in the environment variable PYTHON',
  );
}

/** Runs one part of compute.py to its end; its progress goes to this process's output. */
export function computeInPython(
  python: string, root: string, planFile: string, part: 'recipe' | 'optimum' | 'judge', options: Options,
): Promise<void> {
  const device = options.device === null ? [] : ['--device', options.device];
  const words = [path.join(root, 'bench/peer/compute.py'), planFile, part, '--threads', String(options.threads), ...device];
  const child = spawn(python, words, { stdio: 'inherit', env: { ...process.env, OMP_NUM_THREADS: String(options.threads) } });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`compute.py ${part} ended with ${signal ?? `status ${code}`}; what it had written is kept: run again`));
    });
  });
}
