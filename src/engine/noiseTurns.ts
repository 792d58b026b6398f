/**
 * What runs share whose layers look for noise under one budget: layers that do not answer to noise are refused, then each takes a
 * batch in turn, so that all maps form together; the uniform levels are found after the first sweep.
 */
import type { DistortionMeter } from '../metrics/distortion';
import { uniformNoiseStds } from '../metrics/uniformNoise';
import type { LayerInfo } from './protocol';
import { attempt, type LayerRun, type RunContext } from './runParts';

export interface NoiseLayerRun extends LayerRun {
  /** One batch of whatever comes next. */
  advance(): Promise<void>;
  /** The constant sigma with g = c. */
  setUniform(noiseStd: number): void;
}

export interface NoiseTurns<Run extends NoiseLayerRun> {
  readonly runs: readonly Run[];
  readonly layers: readonly LayerInfo[];
  readonly meter: DistortionMeter;
  readonly tau: number;
  readonly secondsElapsed: () => number;
  /** After a layer's batch has been reported. */
  readonly afterBatch?: (run: Run) => Promise<void>;
  /** For a layer that no constant noise takes to the budget; what it throws ends that layer. */
  readonly withoutUniform?: (run: Run) => void;
}

/** As much of a Reporter, which may tell of more runs than take turns. */
interface TurnsReporter<Run> {
  report(run: Run, withMap: boolean): void;
  reportRun(secondsElapsed: number): void;
}

/** Until every layer has ended or the run is cancelled. */
export async function takeNoiseTurns<Run extends NoiseLayerRun>(
  context: RunContext, reporter: TurnsReporter<Run>, turns: NoiseTurns<Run>,
): Promise<void> {
  const { runs, layers, meter, tau, secondsElapsed, afterBatch, withoutUniform } = turns;
  const { spec, signal } = context;
  if (runs.length > 0) await meter.extendAtTau();
  for (const run of runs) {
    const { id, title } = layers.find((layer) => layer.id === run.problem.layer.id)!;
    await attempt(run, () => meter.refuseDeadLayer(id, title));
    if (run.ended) reporter.report(run, true);
  }
  let uniformKnown = false;
  const isOpen = (run: Run) => !run.ended && !context.released.has(run.problem.layer.id);
  while (runs.some(isOpen) && !signal.aborted) {
    for (const run of runs) {
      if (!isOpen(run) || signal.aborted) continue;
      await attempt(run, () => run.advance());
      reporter.report(run, run.ended);
      await afterBatch?.(run);
      reporter.reportRun(secondsElapsed());
      await context.pause();
    }
    if (uniformKnown || signal.aborted) continue;
    uniformKnown = true;
    const open = runs.filter(isOpen);
    const uniform = await uniformNoiseStds(meter, open.map((run) => run.problem.layer.id), tau, spec.budget);
    for (const run of open) {
      const noiseStd = uniform.get(run.problem.layer.id);
      if (noiseStd !== undefined) run.setUniform(noiseStd);
      else if (withoutUniform) await attempt(run, () => withoutUniform(run));
    }
  }
}
