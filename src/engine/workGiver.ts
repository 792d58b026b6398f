/** A worker's end of giving parts of batches away: numbered, and waited for until they come back or the run is cancelled. */
import type { BatchResult, BatchWork, ResultOf } from '../core/batchWork';
import type { Division } from '../metrics/batchWork';
import type { WorkId } from './protocol';

export class WorkGiver {
  /** As the page last said. */
  areHelpersFree = false;
  private readonly offer: (workId: WorkId, work: BatchWork) => void;
  private readonly signal: AbortSignal;
  private readonly waiting = new Map<WorkId, (result: BatchResult | null) => void>();
  private nextWorkId = 1;

  constructor(offer: (workId: WorkId, work: BatchWork) => void, signal: AbortSignal) {
    this.offer = offer;
    this.signal = signal;
    // Whoever has it may have begun something else, and never answer.
    signal.addEventListener('abort', () => {
      for (const workId of this.waiting.keys()) this.receive(workId, null);
    });
  }

  readonly give: Division['give'] = <Work extends BatchWork>(work: Work) => {
    if (!this.areHelpersFree || this.signal.aborted) return null;
    const workId = this.nextWorkId++ as WorkId;
    return new Promise<ResultOf<Work> | null>((resolve) => {
      this.waiting.set(workId, resolve as (result: BatchResult | null) => void);
      this.offer(workId, work);
    });
  };

  receive(workId: WorkId, result: BatchResult | null): void {
    this.waiting.get(workId)?.(result);
    this.waiting.delete(workId);
  }
}
