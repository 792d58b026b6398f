/** What a visitor does, each time in a fresh browser: opens the page, or drops a picture onto a page that is ready. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { dropPaths } from '../../e2e/support/app';
import { findChromium } from '../../scripts/findChromium.mjs';
import { HALF_LOG_2_PI_E } from '../../src/core/entropy';
import { encodeMap } from '../peer/records';
import { TRACE_CATEGORIES } from './profile';
import { installRecorder, type RecordedRun } from './recorder';
import { gzippedKilobytes, type Site, withImports } from './site';

const LONGEST_RUN_MS = 600_000;
const LONGEST_START_MS = 60_000;
const FLAGS = [
  '--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--enable-blink-features=ForceEagerMeasureMemory',
];

/** A layer's map on its way: seconds since the run began, and of the layer's own time in its worker. */
export interface PageMap {
  readonly passes: number;
  readonly seconds: number;
  readonly ownSeconds: number;
  readonly logSigmaFloat32Base64: string;
}

export interface PageLayer {
  readonly status: string;
  readonly passes: number;
  readonly maps: readonly PageMap[];
  /** Sample passes a second of its own time, until the map had settled. */
  readonly passesPerOwnSecond: number;
  readonly endedAfterSeconds: number;
}

export interface CurveVisit {
  readonly threads: number;
  readonly chromium: string;
  readonly dropToFirstMapMs: number;
  readonly runSeconds: number;
  readonly layers: Readonly<Record<string, PageLayer>>;
  /** Highest resident set of the page's process; null where the system does not tell. */
  readonly peakBytes: number | null;
  readonly scriptBytes: { readonly page: number; readonly workers: number };
}

export interface OpeningVisit {
  readonly firstContentfulPaintMs: number;
  readonly firstMapMs: number;
  readonly pageKilobytes: number;
  readonly workerKilobytes: number;
}

async function inBrowser<Result>(act: (page: Page, browser: Browser) => Promise<Result>): Promise<Result> {
  const executablePath = findChromium();
  const browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: FLAGS });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, serviceWorkers: 'block' });
    await page.addInitScript(installRecorder);
    return await act(page, browser);
  } finally {
    await browser.close();
  }
}

/** The bare page, which starts by itself, from a cold cache. */
export function visitOpening(site: Site): Promise<OpeningVisit> {
  return inBrowser(async (page) => {
    await page.goto(site.server.address);
    await page.waitForFunction(() => (window.pixelsieveRecording.runs[0]?.firstMapDrawnAt ?? null) !== null, null, { timeout: LONGEST_RUN_MS });
    const { paint, drawn, scripts } = await page.evaluate(() => ({
      paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
      drawn: window.pixelsieveRecording.runs[0]!.firstMapDrawnAt!,
      scripts: performance.getEntriesByType('resource').map(({ name }) => name),
    }));
    const workers = page.workers();
    const loaded = await Promise.all(workers.map((worker) => worker.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name))));
    const inWorkers = withImports(site, [...workers.map((worker) => worker.url()), ...loaded.flat()]);
    // What both need counts for both.
    const inPage = withImports(site, scripts.filter((name) => !inWorkers.has(new URL(name).pathname.slice(1))));
    return {
      firstContentfulPaintMs: paint,
      firstMapMs: drawn,
      pageKilobytes: gzippedKilobytes(site, inPage),
      workerKilobytes: gzippedKilobytes(site, inWorkers),
    };
  });
}

/** What a curve visit computes; `backend` is that of the link. */
export interface CurveTask {
  readonly network: string;
  readonly layers: readonly string[];
  /** Bytes of the file that is dropped. */
  readonly picture: Buffer;
  readonly solver?: 'fast' | 'reference';
}

/** All layers at once, on a picture that is dropped onto a page whose workers are ready. */
export function visitCurve(site: Site, task: CurveTask): Promise<CurveVisit> {
  return inBrowser(async (page, browser) => {
    await openReady(page, site, task);
    await drop(page, task);
    await waitForEnd(page);
    return readVisit(page, browser);
  });
}

/** As visitCurve, under the browser's profiler. */
export function traceCurve(site: Site, task: CurveTask): Promise<Buffer> {
  return inBrowser(async (page, browser) => {
    await openReady(page, site, task);
    await browser.startTracing(page, { categories: TRACE_CATEGORIES });
    await drop(page, task);
    await waitForEnd(page);
    return browser.stopTracing();
  });
}

/** `act` begins when the picture has been dropped; the browser is closed after it, whether or not the run has ended. */
export function onReadyPage<Result>(site: Site, task: CurveTask, act: (page: Page) => Promise<Result>): Promise<Result> {
  return inBrowser(async (page) => {
    await openReady(page, site, task);
    await drop(page, task);
    return act(page);
  });
}

async function openReady(page: Page, site: Site, { network, layers, solver = 'fast' }: CurveTask): Promise<void> {
  await page.goto(`${site.server.address}#v=1&model=${network}&layers=${layers.join(',')}&solver=${solver}&backend=wasm&run=1`);
  // As many workers as client.ts starts: a core each, four at most. A run on the first sample is under way; the drop ends it.
  await page.waitForFunction(
    () => window.pixelsieveRecording.modelsLoaded >= Math.min(4, navigator.hardwareConcurrency) &&
      window.pixelsieveRecording.runs.some((run) => run.firstMapDrawnAt !== null),
    null, { timeout: LONGEST_RUN_MS, polling: 50 },
  );
}

async function drop(page: Page, { picture }: CurveTask): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'pixelsieve-bench-'));
  try {
    const dropped = path.join(folder, 'dropped.png');
    writeFileSync(dropped, picture);
    await dropPaths(page, [dropped]);
    const started = page.waitForFunction(() => window.pixelsieveRecording.runs.length > 1, null, { timeout: LONGEST_START_MS, polling: 20 });
    await started.catch(() => {
      throw new Error('no run started after a picture was dropped: has the page changed what a drop does?');
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `dataset.runStatus` tells that the page has seen the end of all workers' shares; the run that was dropped on ends as cancelled. */
async function waitForEnd(page: Page): Promise<void> {
  await page.waitForFunction(
    () => window.pixelsieveRecording.runs.at(-1)!.endedAt !== null && /done|failed/.test(document.documentElement.dataset['runStatus'] ?? ''), null,
    { timeout: LONGEST_RUN_MS, polling: 250 },
  );
}

async function readVisit(page: Page, browser: Browser): Promise<CurveVisit> {
  const read = await page.evaluate(async () => {
    const { runs, droppedAt } = window.pixelsieveRecording;
    const measured = await (performance as unknown as {
      measureUserAgentSpecificMemory(): Promise<{ breakdown: { bytes: number; attribution: { scope: string }[] }[] }>;
    }).measureUserAgentSpecificMemory();
    const bytesIn = (scope: string) =>
      measured.breakdown.filter(({ attribution }) => attribution.some((one) => one.scope === scope)).reduce((sum, { bytes }) => sum + bytes, 0);
    const run = runs.at(-1)!;
    return {
      droppedAt,
      threads: Math.min(4, navigator.hardwareConcurrency),
      scriptBytes: { page: bytesIn('Window'), workers: bytesIn('DedicatedWorkerGlobalScope') },
      run: { ...run, layers: run.layers.map((layer) => ({ ...layer, values: layer.values && Array.from(layer.values) })) },
    };
  });
  const run = { ...read.run, layers: read.run.layers.map((layer) => ({ ...layer, values: layer.values && Float32Array.from(layer.values) })) } as RecordedRun;
  if (run.failure !== null || run.endedAt === null || run.firstMapDrawnAt === null) {
    throw new Error(`the run in the page did not end well: ${run.failure ?? 'it was cancelled, or showed no map'}`);
  }
  return {
    threads: read.threads,
    chromium: browser.version(),
    dropToFirstMapMs: run.firstMapDrawnAt - (read.droppedAt ?? run.startedAt),
    runSeconds: (run.endedAt - run.startedAt) / 1000,
    layers: layersOf(run),
    peakBytes: await rendererPeakBytes(browser),
    scriptBytes: read.scriptBytes,
  };
}

export function layersOf(run: Pick<RecordedRun, 'startedAt' | 'layers'>): Record<string, PageLayer> {
  const ids = [...new Set(run.layers.map(({ layerId }) => layerId))];
  return Object.fromEntries(ids.map((id) => {
    const events = run.layers.filter(({ layerId }) => layerId === id);
    const last = events.at(-1)!;
    // Passes stop growing when the map has settled; what follows measures it.
    const settled = events.find(({ passes }) => passes === last.passes)!;
    const maps = events.flatMap(({ at, passes, ownSeconds, values }): PageMap[] =>
      values && passes > 0 && passes <= settled.passes
        ? [{
            passes, seconds: (at - run.startedAt) / 1000, ownSeconds,
            logSigmaFloat32Base64: encodeMap(Float32Array.from(values, (entropy) => entropy - HALF_LOG_2_PI_E)),
          }]
        : []);
    return [id, {
      status: last.status, passes: last.passes, maps: firstOfEachPass(maps),
      passesPerOwnSecond: settled.passes / settled.ownSeconds,
      endedAfterSeconds: (last.at - run.startedAt) / 1000,
    }];
  }));
}

/** Once a map has settled it is only scaled, and the judge scales for itself. */
function firstOfEachPass(maps: readonly PageMap[]): PageMap[] {
  return maps.filter((map, index) => map.passes !== maps[index - 1]?.passes);
}

/** Of the largest renderer: the spare one of Chromium is small. Linux only. */
async function rendererPeakBytes(browser: Browser): Promise<number | null> {
  if (process.platform !== 'linux') return null;
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const peaks = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => {
    const status = readFileSync(`/proc/${id}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
  });
  return Math.max(...peaks);
}
