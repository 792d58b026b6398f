/** A session file that was dropped or picked: all of it is read and checked before anything on the page is touched. */
import { parseLink } from '../link/link';
import { openPicture } from '../pictures/openPicture';
import type { RunRecord } from '../records/runRecord';
import { readSession } from '../records/readSession';
import type { Session, SessionNetwork, SessionPicture } from '../records/session';
import { sessionTexts } from '../ui/textsSession';
import { applyLink } from './applyLink';
import type { PlacedBoard } from './board/boardAccount';
import { placeBoard, readAccount } from './board/boardAccount';
import { keepOwnModel } from './keptModels';
import { openRecord } from './openRecord';
import { keepPastRun } from './pastRuns';
import { rememberRest } from './sessionRest';
import { clearTopic, tell } from './store';
import { takePictures } from './takePictures';
import { keepInTray } from './tray';
import { setView } from './viewActions';
import { viewOfSession } from './viewOfSession';

export async function openSessionFile(file: File): Promise<void> {
  clearTopic('export');
  let session: Session;
  let board: PlacedBoard | null;
  try {
    session = await readSession(new Uint8Array(await file.arrayBuffer()), file.name);
    board = boardOf(session, file.name);
  } catch (error) {
    return tell('error', 'export', error instanceof Error ? error.message : String(error));
  }
  const refused = [...(await placePictures(session.pictures)), ...(await placeNetworks(session.networks))];
  rememberRest(session.rest);
  if (board) placeBoard(board);
  await placeRuns(session);
  setView(viewOfSession(session.view));
  const { pictures, networks, runs } = session;
  const line = sessionTexts.opened(file.name, { pictures: pictures.length, networks: networks.length, runs: runs.length, panes: board?.panes.length ?? 0 });
  tell(refused.length > 0 ? 'warning' : 'note', 'export', line, ...refused);
}

function boardOf({ board, runs, pictures }: Session, fileName: string): PlacedBoard | null {
  if (board === null) return null;
  const fileOf = (sha256: string) => {
    const picture = pictures.find((candidate) => candidate.sha256 === sha256);
    return picture ? new Blob([picture.bytes]) : null;
  };
  return readAccount({ file: `${fileName} › manifest.json`, path: 'board', value: board }, runs, fileOf);
}

/** Into the tray, from which runs and the board take them by their hashes; what cannot be is said. */
async function placePictures(pictures: readonly SessionPicture[]): Promise<readonly string[]> {
  const refused: string[] = [];
  for (const { bytes, name, link } of pictures) {
    try {
      const file = new Blob([bytes]);
      const opened = await openPicture(file, name);
      if (!(await keepInTray(opened, file, 'file', link))) refused.push(sessionTexts.trayFull(name));
      opened.bitmap.close();
    } catch (error) {
      refused.push(error instanceof Error ? error.message : String(error));
    }
  }
  return refused;
}

/** Kept in the browser, where the records of their runs find them by their hashes. */
async function placeNetworks(networks: readonly SessionNetwork[]): Promise<readonly string[]> {
  const refused: string[] = [];
  for (const { files, ...network } of networks) {
    const kept = await keepOwnModel({ ...network, files: files.map(({ name, bytes }) => new File([bytes], name)) });
    if (!kept) refused.push(sessionTexts.networkNotKept(network.title));
  }
  return refused;
}

async function placeRuns({ runs, tableRun, link, pictures }: Session): Promise<void> {
  const table: RunRecord | undefined = tableRun === null ? undefined : runs[tableRun];
  for (const run of runs) if (run !== table) await keepPastRun(run);
  if (table) {
    await openRecord(table);
    return;
  }
  // The board has its runs with it: from the link it would have to compute them.
  await applyLink({ ...parseLink(link).link, board: null, run: false });
  // A picture of the viewer's own was chosen, and nothing run on it yet.
  const [first] = pictures;
  if (first && /[#&]image=dropped/.test(link)) await takePictures([{ blob: new Blob([first.bytes]), name: first.name }], 'file');
}
