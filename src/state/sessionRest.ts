/** What the session that was opened last held beyond what this version knows: it is written back when the session is saved. */
import type { SessionRest } from '../records/session';
import { NO_REST } from '../records/session';

let rest: SessionRest = NO_REST;

export const restOfSession = (): SessionRest => rest;

export function rememberRest(next: SessionRest): void {
  rest = next;
}
