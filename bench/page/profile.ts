/** From a browser's trace to processor time by kind of work. */
import { readFileSync, existsSync } from 'node:fs';
import { SourceMap } from 'node:module';
import path from 'node:path';
import { classify, type Frame, shares, type Work } from './classify';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly id?: string;
  /** Microseconds of processor time. */
  readonly tdur?: number;
  readonly args?: {
    readonly name?: string;
    readonly data?: {
      readonly cpuProfile?: { readonly nodes?: readonly ProfileNode[]; readonly samples?: readonly number[] };
      readonly timeDeltas?: readonly number[];
    };
  };
}

interface ProfileNode {
  readonly id: number;
  readonly parent?: number;
  readonly callFrame: { readonly functionName: string; readonly url?: string; readonly lineNumber?: number; readonly columnNumber?: number };
}

export interface WorkShares {
  /** Of all processor time of the page's thread and its workers; they add up to 1. */
  readonly share: Readonly<Record<Work | 'drawing', number>>;
  readonly processorSeconds: number;
  readonly samples: number;
}

export const TRACE_CATEGORIES = ['disabled-by-default-v8.cpu_profiler', 'toplevel'];

/**
 * Each worker's processor time is shared out by its samples; the page's own thread shows and does nothing else, so all of its
 * time is drawing: scripts, styles, layout and paint.
 * @param siteFolder where the source maps are
 * @throws Error where the trace holds no samples of a worker
 */
export function workShares(trace: Buffer, siteFolder: string): WorkShares {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
  const processorTime = tasksByThread(traceEvents);
  const threads = new Map(traceEvents.filter((event) => event.name === 'thread_name').map((event) => [key(event), event.args?.name ?? '']));
  const sources = new Sources(siteFolder);
  const busy: Partial<Record<Work | 'drawing', number>> = {};
  let samples = 0;
  const pages = new Set<number>();
  for (const profile of traceEvents.filter((event) => event.name === 'Profile')) {
    const thread = threads.get(key(profile)) ?? '';
    pages.add(profile.pid);
    if (!thread.startsWith('DedicatedWorker')) continue;
    const counted = sampledWork(traceEvents.filter((event) => event.name === 'ProfileChunk' && event.pid === profile.pid && event.id === profile.id), sources);
    samples += counted.samples;
    const seconds = processorTime.get(key(profile)) ?? 0;
    for (const [work, share] of Object.entries(shares(counted.busy))) busy[work as Work] = (busy[work as Work] ?? 0) + share * seconds;
  }
  if (samples === 0) throw new Error('the trace holds no samples of a worker: was the run under way while it was taken?');
  for (const [thread, name] of threads) {
    if (name === 'CrRendererMain' && pages.has(Number(thread.split(':')[0]))) busy.drawing = (busy.drawing ?? 0) + (processorTime.get(thread) ?? 0);
  }
  const total = Object.values(busy).reduce((sum, seconds) => sum + seconds, 0);
  const share = Object.fromEntries(Object.entries(busy).map(([work, seconds]) => [work, seconds / total]));
  return { share: share as WorkShares['share'], processorSeconds: total, samples };
}

const key = ({ pid, tid }: TraceEvent) => `${pid}:${tid}`;

/** Seconds. */
function tasksByThread(events: readonly TraceEvent[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const event of events) {
    if (event.ph !== 'X' || !event.name.endsWith('::RunTask')) continue;
    found.set(key(event), (found.get(key(event)) ?? 0) + (event.tdur ?? 0) / 1e6);
  }
  return found;
}

function sampledWork(chunks: readonly TraceEvent[], sources: Sources): { busy: Partial<Record<Work, number>>; samples: number } {
  const nodes = new Map<number, ProfileNode>();
  const workOf = new Map<number, Work | null>();
  const busy: Partial<Record<Work, number>> = {};
  let samples = 0;
  const stackOf = (id: number): Frame[] => {
    const stack: Frame[] = [];
    for (let node = nodes.get(id); node; node = node.parent === undefined ? undefined : nodes.get(node.parent)) stack.push(sources.frame(node));
    return stack.reverse();
  };
  for (const { args } of chunks) {
    for (const node of args?.data?.cpuProfile?.nodes ?? []) nodes.set(node.id, node);
    const ids = args?.data?.cpuProfile?.samples ?? [];
    const deltas = args?.data?.timeDeltas ?? [];
    for (const [index, id] of ids.entries()) {
      if (!workOf.has(id)) workOf.set(id, classify(stackOf(id)));
      const work = workOf.get(id);
      if (!work) continue;
      samples++;
      busy[work] = (busy[work] ?? 0) + Math.max(0, deltas[index] ?? 0);
    }
  }
  return { busy, samples };
}

/** Where a built function was written. */
class Sources {
  private readonly folder: string;
  private readonly maps = new Map<string, SourceMap | null>();
  private readonly frames = new Map<string, Frame>();

  constructor(folder: string) {
    this.folder = folder;
  }

  frame({ callFrame: { functionName, url = '', lineNumber = 0, columnNumber = 0 } }: ProfileNode): Frame {
    const name = `${url}:${lineNumber}:${columnNumber}:${functionName}`;
    const known = this.frames.get(name);
    if (known) return known;
    const entry = this.mapOf(url)?.findEntry(lineNumber, columnNumber);
    // What the bundler itself wrote is in the map, but from nowhere.
    const { originalSource, name: originalName } = (entry ?? {}) as { originalSource?: string; name?: string };
    const source = originalSource === undefined ? url : originalSource.replace(/^.*?(?=(?:src|node_modules)\/)/, '');
    // The map names the function where the built code has a shortened name.
    const frame = { functionName: (originalSource !== undefined && originalName) || functionName, source };
    this.frames.set(name, frame);
    return frame;
  }

  private mapOf(url: string): SourceMap | null {
    if (!this.maps.has(url)) {
      const file = URL.canParse(url) ? path.join(this.folder, `${new URL(url).pathname}.map`) : '';
      this.maps.set(url, file && existsSync(file) ? new SourceMap(JSON.parse(readFileSync(file, 'utf8'))) : null);
    }
    return this.maps.get(url)!;
  }
}
