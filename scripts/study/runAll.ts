/** A study's runs dealt out to what computes them, each kept as it ends. */
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import type { StudyNetwork } from './readStudy';
import type { StudyPicture } from './studyPictures';
import type { StudyRunner } from './studyRunner';

export interface PlannedRun {
  readonly network: StudyNetwork;
  readonly picture: StudyPicture;
  /** There once the run has been computed, and whole. */
  readonly file: string;
}

export interface Failure {
  readonly network: string;
  readonly picture: string;
  readonly message: string;
}

/** Computes what is not there yet. Every runner takes the next run when it has ended one, so that none waits for another. */
export async function runAll(
  runs: readonly PlannedRun[], pairsOf: (run: PlannedRun) => Readonly<Record<string, string>>, runners: readonly StudyRunner[], signal: AbortSignal,
): Promise<Failure[]> {
  const failures: Failure[] = [];
  const missing = runs.filter(({ file }) => !existsSync(file));
  const there = runs.length - missing.length;
  if (there > 0) console.log(`${there} of ${runs.length} runs are there already.`);
  const started = performance.now();
  let done = 0;
  const open = missing.values();
  const work = async (runner: StudyRunner) => {
    for (const run of open) {
      if (signal.aborted) return;
      const { network, picture, file } = run;
      try {
        const text = await runner.run(pairsOf(run));
        // Written beside and renamed: an interruption never leaves half a run.
        writeFileSync(`${file}.tmp`, text);
        renameSync(`${file}.tmp`, file);
        done++;
        console.log(`${there + done} of ${runs.length}: ${network.id} on ${picture.id}; ${pace(done, missing.length - failures.length - done, performance.now() - started)}`);
      } catch (error) {
        if (signal.aborted) return;
        const message = error instanceof Error ? error.message : String(error);
        failures.push({ network: network.id, picture: picture.id, message });
        console.error(`${network.id} on ${picture.id} failed: ${message}`);
      }
    }
  };
  await Promise.all(runners.map(work));
  return failures;
}

/** @param milliseconds that `done` runs have taken */
export function pace(done: number, left: number, milliseconds: number): string {
  const perMinute = (60_000 * done) / milliseconds;
  const minutes = left / perMinute;
  const rate = `${perMinute.toFixed(perMinute < 10 ? 1 : 0)} a minute`;
  return left === 0 ? rate : `${rate}, about ${minutes < 1 ? `${Math.ceil(60 * minutes)} s` : `${Math.ceil(minutes)} min`} left`;
}
