/** How fast the page goes, for the plot of its cost: so many passes, or as long as one waits, without a judge. */
import type { RecordedLayer } from './recorder';
import type { Site } from './site';
import { onReadyPage } from './visit';

export interface Pace {
  /** Own seconds of all layers together for one pass of each, beyond the first passes. */
  readonly secondsPerPass: number;
  /** Of the first layer: seconds of its own against passes. */
  readonly course: readonly { readonly passes: number; readonly seconds: number }[];
}

/** Every layer's passes, and own seconds, once the first batch has compiled what it needs. */
const FIRST_PASSES = 8;

/** @param picture PNG bytes @param until whichever comes first */
export async function paceOf(
  site: Site, network: string, layers: readonly string[], picture: Buffer, until: { passes: number; seconds: number },
): Promise<Pace> {
  // `reference` spends its passes on nothing else, and does not end before 800.
  return onReadyPage(site, { network, layers, solver: 'reference', picture }, async (page) => {
    const deadline = Date.now() + 1000 * until.seconds;
    const isFar = () => page.evaluate((passes) => {
      const run = window.pixelsieveRecording.runs.at(-1);
      if (run?.failure) throw new Error(run.failure);
      const spent = new Map<string, number>();
      for (const layer of run?.layers ?? []) spent.set(layer.layerId, layer.passes);
      return spent.size > 0 && [...spent.values()].every((count) => count >= passes);
    }, until.passes);
    while (Date.now() < deadline && !(await isFar())) await page.waitForTimeout(100);
    const run = await page.evaluate(() => {
      const { startedAt, layers } = window.pixelsieveRecording.runs.at(-1)!;
      return { startedAt, layers: layers.map((layer) => ({ ...layer, values: null })) };
    });
    const costs = layers.map((id) => costPerPass(run.layers.filter(({ layerId, status }) => layerId === id && status === 'running'), id));
    const own = run.layers.filter(({ layerId, status }) => layerId === layers[0] && status === 'running');
    return {
      secondsPerPass: costs.reduce((sum, cost) => sum + cost, 0),
      course: octaves(own.map(({ passes, ownSeconds }) => ({ passes, seconds: ownSeconds }))),
    };
  });
}

function costPerPass(events: readonly RecordedLayer[], id: string): number {
  const first = events.find(({ passes }) => passes >= FIRST_PASSES);
  const last = events.at(-1);
  if (!first || !last || last.passes <= first.passes) {
    throw new Error(`${id}: ${last?.passes ?? 0} passes (${events.length} messages) in the time given are too few; run it again on a quieter machine`);
  }
  return (last.ownSeconds - first.ownSeconds) / (last.passes - first.passes);
}

/** Points a factor of two apart. */
function octaves<Point extends { readonly passes: number }>(points: readonly Point[]): Point[] {
  const kept: Point[] = [];
  for (const point of points) if (point.passes > 0 && point.passes >= 2 * (kept.at(-1)?.passes ?? 0)) kept.push(point);
  return kept;
}
