/** How fast the page goes, for the plot of its cost: so many passes, or as long as one waits, without a judge. */
import type { Page } from '@playwright/test';
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
/** Beyond the first: fewer say nothing of the pace. */
const LEAST_PASSES = 16;
/** A run of which nothing new is heard for so long stands still; a busy machine is only slow. */
const LONGEST_SILENCE_MS = 300_000;

/**
 * @param picture PNG bytes
 * @param until every layer has so many passes; or so many seconds have gone by, if each has enough of them to tell its pace
 * @throws where nothing moves any more
 */
export async function paceOf(
  site: Site, network: string, layers: readonly string[], picture: Buffer, until: { passes: number; seconds: number },
): Promise<Pace> {
  // `reference` spends its passes on nothing else, and does not end before 800.
  return onReadyPage(site, { network, layers, solver: 'reference', picture }, async (page) => {
    await waitForPasses(page, layers, until);
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

/** By how far the run has come, not by the clock alone. */
async function waitForPasses(page: Page, layers: readonly string[], until: { passes: number; seconds: number }): Promise<void> {
  const startedAt = Date.now();
  let heard = { passes: -1, at: startedAt };
  for (;;) {
    const passes = await page.evaluate((ids) => {
      const run = window.pixelsieveRecording.runs.at(-1);
      if (run?.failure) throw new Error(run.failure);
      const spent = new Map((run?.layers ?? []).map(({ layerId, passes }) => [layerId, passes]));
      return ids.map((id) => spent.get(id) ?? 0);
    }, layers);
    const now = Date.now();
    const least = Math.min(...passes);
    if (least >= until.passes) return;
    if (now - startedAt > 1000 * until.seconds && least >= FIRST_PASSES + LEAST_PASSES) return;
    const sum = passes.reduce((total, count) => total + count, 0);
    if (sum > heard.passes) heard = { passes: sum, at: now };
    if (now - heard.at > LONGEST_SILENCE_MS) {
      throw new Error(`${layers.join(', ')}: nothing new for ${LONGEST_SILENCE_MS / 1000} s, after ${passes.join(', ')} passes`);
    }
    await page.waitForTimeout(100);
  }
}

function costPerPass(events: readonly RecordedLayer[], id: string): number {
  const first = events.find(({ passes }) => passes >= FIRST_PASSES);
  const last = events.at(-1);
  if (!first || !last || last.passes <= first.passes) {
    throw new Error(`${id}: ${last?.passes ?? 0} passes (${events.length} messages) are too few to tell a pace`);
  }
  return (last.ownSeconds - first.ownSeconds) / (last.passes - first.passes);
}

/** Points a factor of two apart. */
function octaves<Point extends { readonly passes: number }>(points: readonly Point[]): Point[] {
  const kept: Point[] = [];
  for (const point of points) if (point.passes > 0 && point.passes >= 2 * (kept.at(-1)?.passes ?? 0)) kept.push(point);
  return kept;
}
