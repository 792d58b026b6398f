import type { EngineErrorCode, EngineErrorData } from './protocol';

/** An error whose message is meant for the viewer: what happened, to which file, layer or value, and the remedy. */
export class EngineFailure extends Error {
  readonly code: EngineErrorCode;
  constructor(code: EngineErrorCode, message: string) {
    super(message);
    this.name = 'EngineFailure';
    this.code = code;
  }
}

/** Any thrown thing as data for the page. What we did not foresee keeps its own words, marked as internal. */
export function errorData(thrown: unknown): EngineErrorData {
  if (thrown instanceof EngineFailure) return { code: thrown.code, message: thrown.message };
  const words = thrown instanceof Error ? thrown.message : String(thrown);
  if (/out of memory|allocation failed|memory access out of bounds/i.test(words)) {
    return {
      code: 'out-of-memory',
      message: `The computation ran out of memory (${words}). Choose fewer layers or a smaller grid, or close other tabs.`,
    };
  }
  return { code: 'internal', message: `Something went wrong inside the computation: ${words}` };
}
