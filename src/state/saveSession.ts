/** The visit as a session: what is on the table and the board, and the files that they were made from. */
import type { KeptModelInfo } from '../networks/keptModels';
import { runKeyOf } from '../records/runKey';
import type { RunRecord } from '../records/runRecord';
import type { Session, SessionNetwork, SessionPicture } from '../records/session';
import { formatLink } from '../link/link';
import { accountOfBoard } from './board/boardAccount';
import { readBoard } from './board/boardStore';
import { keptModel, useKeptModels } from './keptModels';
import { linkOfState } from './linkSync';
import { readLive } from './live';
import { restOfSession } from './sessionRest';
import { readApp } from './store';
import { recordOfTable } from './tableRecord';
import { useTray } from './tray';
import { sessionView } from './viewOfSession';

declare const __APP_VERSION__: string;

interface PictureFile {
  readonly name: string;
  readonly sha256: string;
  readonly link: string | null;
  readonly file: Blob;
}

/** What a session would hold, before its files are read. */
export interface SessionPlan {
  readonly pictures: readonly PictureFile[];
  /** Own pictures that runs are of, but whose files are no longer here: the runs have what the network saw of them. */
  readonly lostPictures: readonly string[];
  /** Of the viewer's own, as far as this browser keeps them. */
  readonly networks: readonly KeptModelInfo[];
  readonly runs: readonly RunRecord[];
  readonly tableRun: number | null;
  readonly panes: number;
}

export function planSession(): SessionPlan {
  const table = recordOfTable(readApp(), readLive());
  const board = readBoard();
  const runs: RunRecord[] = table ? [table] : [];
  for (const { record } of board.runs.values()) if (record && !runs.some((other) => isSame(other, record))) runs.push(record);
  const pictures = new Map<string, PictureFile>(useTray.getState().pictures.map(({ sha256, name, link, file }) => [sha256, { sha256, name, link, file }]));
  for (const { picture } of board.runs.values()) {
    if (picture.own?.file && picture.sha256 !== null) pictures.set(picture.sha256, { sha256: picture.sha256, name: picture.name, link: picture.link, file: picture.own.file });
  }
  const lost = runs.filter(({ picture }) => picture.link === null && !pictures.has(picture.sha256)).map(({ picture }) => picture.name);
  const ownNetworks = new Set(runs.flatMap(({ model }) => (model.link === null ? [model.sha256] : [])));
  return {
    pictures: [...pictures.values()],
    lostPictures: [...new Set(lost)],
    networks: useKeptModels.getState().kept.filter(({ sha256 }) => ownNetworks.has(sha256)),
    runs,
    tableRun: table ? 0 : null,
    panes: board.panes.length,
  };
}

/** The board may have the very run of the table, and more layers of it: then they are two. */
function isSame(one: RunRecord, other: RunRecord): boolean {
  return runKeyOf(one) === runKeyOf(other) && other.layers.every(({ info }) => one.layers.some((layer) => layer.info.id === info.id));
}

/** @param withNetworks whether own networks' files go into it */
export async function gatherSession({ pictures, networks, runs, tableRun }: SessionPlan, withNetworks: boolean): Promise<Session> {
  const indexOf = (record: RunRecord) => runs.findIndex((run) => run === record || isSame(run, record));
  return {
    appVersion: __APP_VERSION__,
    createdAt: new Date().toISOString(),
    link: formatLink(linkOfState(readApp())),
    view: sessionView(readApp().view),
    pictures: await Promise.all(pictures.map(async ({ file, ...picture }): Promise<SessionPicture> => ({ ...picture, bytes: await bytesOf(file) }))),
    networks: withNetworks ? (await Promise.all(networks.map(readNetwork))).flat() : [],
    runs,
    tableRun,
    board: accountOfBoard(readBoard(), indexOf),
    rest: restOfSession(),
  };
}

async function readNetwork({ sha256, title, name, choices }: KeptModelInfo): Promise<readonly SessionNetwork[]> {
  const kept = await keptModel(sha256);
  if (!kept) return [];
  const files = await Promise.all(kept.files.map(async (file) => ({ name: file.name, bytes: await bytesOf(file) })));
  return [{ name, title, sha256, choices, files }];
}

async function bytesOf(blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await blob.arrayBuffer());
}
