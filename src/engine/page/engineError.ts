import type { EngineErrorData } from '../protocol';

/** What the page's side of the engine rejects with. */
export class EngineError extends Error {
  readonly code: EngineErrorData['code'];
  constructor(data: EngineErrorData) {
    super(data.message);
    this.name = 'EngineError';
    this.code = data.code;
  }
}
