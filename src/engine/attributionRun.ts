/**
 * Drives a run of one attribution over its layers: a batch for every layer in turn. Maps are as fine as the picture: the grid,
 * the budget and the noise level are information discarding's and have no say here.
 */
import { type AttributionMethod, attributionMethod } from '../core/spec';
import { dependsOnLayer } from '../metrics/attribution/attribute';
import { AttributionLayerRun, AttributionWork } from '../metrics/attribution/layerRun';
import type { AttributionProblem } from '../metrics/attribution/problem';
import { classOf, type ScalarTarget } from '../metrics/attribution/target';
import { EngineFailure } from './failure';
import { logitsOf } from './predict';
import type { LayerInfo } from './protocol';
import { attempt, chosenLayers, finish, refusePicture, Reporter, type RunContext, STREAMS_PER_LAYER } from './runParts';

const SAME_EVERYWHERE = 'a class score is the whole network’s, so this map is the same at every layer';

/** @throws EngineFailure where the run cannot start at all; a single layer's failure is that layer's own */
export async function driveAttributionRun(context: RunContext): Promise<void> {
  const { spec, picture, loaded, signal } = context;
  const started = performance.now();
  const secondsElapsed = () => (performance.now() - started) / 1000;
  const method = attributionMethod(spec.metric);
  if (!method) throw new EngineFailure('spec-invalid', `"${spec.metric}" is not an attribution.`);
  const layers = chosenLayers(loaded, spec);
  refusePicture(picture, loaded);
  const scores = spec.target === 'features' ? [] : await logitsOf(loaded.network, picture);
  const groups = groupsOf(method, layers, classOf(spec.target, scores, loaded.network.card), context);
  const runs = groups.flat();
  const reporter = new Reporter(context, runs, (run) => run.map());
  const isKept = (run: AttributionLayerRun) => !context.released.has(run.problem.layer.id);
  const isOpen = (run: AttributionLayerRun) => !run.ended && isKept(run);
  try {
    for (const run of runs) reporter.report(run, true);
    while (runs.some(isOpen) && !signal.aborted) {
      for (const group of groups) {
        const open = group.filter(isOpen);
        if (open.length === 0 || signal.aborted) continue;
        await attempt(open[0]!, () => open[0]!.work.advance());
        for (const run of open) reporter.report(run, run.ended);
        reporter.reportRun(secondsElapsed(), groups.flatMap((each) => each.find(isKept) ?? []));
        await context.pause();
      }
    }
    finish(runs.filter(isKept), reporter, context, secondsElapsed());
  } finally {
    for (const [run] of groups) await run!.work.dispose();
  }
}

/** Layers that share one piece of work: all of them where the target is a class that the method explains without a layer. */
function groupsOf(
  method: AttributionMethod, layers: readonly LayerInfo[], classIndex: number | null, { loaded, picture, spec }: RunContext,
): AttributionLayerRun[][] {
  const problems = layers.map((layer): AttributionProblem => {
    const target: ScalarTarget = classIndex === null ? { kind: 'features', layerId: layer.id } : { kind: 'class', classIndex };
    // What is the same at every layer must not depend on which layers this worker has.
    const firstStream = dependsOnLayer(method, target) ? layer.depth * STREAMS_PER_LAYER : 0;
    return { network: loaded.network, layer, picture, target, seed: spec.seed, firstStream };
  });
  const [first] = problems;
  if (dependsOnLayer(method, first!.target)) {
    return problems.map((problem) => [new AttributionLayerRun(problem, new AttributionWork(method, problem, null))]);
  }
  const shared = new AttributionWork(method, first!, SAME_EVERYWHERE);
  return [problems.map((problem) => new AttributionLayerRun(problem, shared))];
}
