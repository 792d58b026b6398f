/**
 * How long the page's main thread was held up, task by task, from the browser's own trace. Processor time, not the
 * clock: on a machine that does other things too, a task is also long because it was not let run.
 */
import type { Browser, Page } from '@playwright/test';

export interface LongestTask {
  readonly processorMs: number;
  readonly clockMs: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds on the clock and of processor time. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Traces while `act` runs; the longest of the page's tasks, by either measure. */
export async function longestTaskDuring(browser: Browser, page: Page, act: () => Promise<void>): Promise<LongestTask> {
  await browser.startTracing(page, { categories: ['toplevel'] });
  let trace: Buffer;
  try {
    await act();
  } finally {
    trace = await browser.stopTracing();
  }
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
  const threadOf = ({ pid, tid }: TraceEvent) => `${pid}:${tid}`;
  const mains = new Set(
    traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain').map(threadOf),
  );
  const tasks = traceEvents.filter((event) => event.ph === 'X' && event.name.endsWith('RunTask') && mains.has(threadOf(event)));
  if (tasks.length === 0) throw new Error('the trace holds no task of the page');
  const longest = (of: (task: TraceEvent) => number) => Math.max(...tasks.map(of)) / 1000;
  return { processorMs: longest(({ tdur }) => tdur ?? 0), clockMs: longest(({ dur }) => dur ?? 0) };
}
