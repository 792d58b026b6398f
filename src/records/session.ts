/** A session as plain data: what a visit's table and board can be put together from again, on another machine too. */
import type { ModelChoices } from '../core/modelChoices';
import type { RunRecord } from './runRecord';

/** The file as it was opened, byte for byte, so that runs on it give the same numbers. */
export interface SessionPicture {
  readonly name: string;
  readonly sha256: string;
  /** As in the link; null for a picture of the viewer's own. */
  readonly link: string | null;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A network of the viewer's own, which no link carries. */
export interface SessionNetwork {
  readonly name: string;
  readonly title: string;
  readonly sha256: string;
  readonly choices: ModelChoices;
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }[];
}

export interface Session {
  readonly appVersion: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** The address's hash: all that was chosen, with or without a run. */
  readonly link: string;
  /** How the numbers were shown; keys that the page does not know are left alone. */
  readonly view: Readonly<Record<string, unknown>>;
  readonly pictures: readonly SessionPicture[];
  readonly networks: readonly SessionNetwork[];
  readonly runs: readonly RunRecord[];
  /** Which of the runs was on the table; null for none. */
  readonly tableRun: number | null;
  /** The board's own account of its panes, over these runs; null for an empty board. */
  readonly board: unknown;
  /** Of later versions and other programs: kept, and written back as they came. */
  readonly rest: SessionRest;
}

export interface SessionRest {
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

export const NO_REST: SessionRest = { manifest: {}, files: new Map() };

export const SESSION_FORMAT = 'pixelsieve.session';
export const SESSION_FORMAT_VERSION = 1;
export const SESSION_EXTENSION = 'pixelsieve';
