/** What lies on the table, to be put back as it was: network, picture, choices, and the maps without computing them again. */
import type { ModelSource } from '../engine/protocol';
import { formatCrop } from '../link/crop';
import { formatPreparation } from '../link/preparation';
import { pictureNotPutBack } from '../ui/textsLessons';
import type { BoardState } from './board/boardStore';
import { readBoard, writeBoard } from './board/boardStore';
import type { LiveState } from './live';
import { readLive, writeLive } from './live';
import { loadModel, prepareModel, sourceOnTable } from './models';
import { choosePictureOfLink } from './pictureFetch';
import { cropTo } from './pictures';
import { abandonRun, startRun } from './runs';
import type { AppState } from './store';
import { readApp, tell, writeApp } from './store';
import { chooseFromTray } from './takePictures';
import { useTray } from './tray';

export interface TableSnapshot {
  readonly app: AppState;
  readonly live: Pick<LiveState, 'results' | 'totals' | 'domain'>;
  readonly source: ModelSource | null;
  readonly board: BoardState;
}

/** null while network or picture is missing: there is nothing to put back yet. */
export function takeSnapshot(): TableSnapshot | null {
  const app = readApp();
  const { results, totals, domain } = readLive();
  return app.model?.loaded && app.picture ? { app, live: { results, totals, domain }, source: sourceOnTable(app.model.loaded.sha256), board: readBoard() } : null;
}

/** The frame's lightness and the backend stay as the viewer has them now. */
export async function restoreSnapshot({ app, live, source, board }: TableSnapshot): Promise<void> {
  abandonRun();
  if (readBoard() !== board) writeBoard(board);
  const { setup, view } = readApp();
  // Idle, so that neither network nor picture starts a run when it comes.
  writeApp({ runStatus: 'idle', runWanted: false, linkForeground: null, setup: { ...app.setup, backend: setup.backend }, linkRest: app.linkRest });
  await putModelBack(app, source);
  const isPictureBack = await putPictureBack(app);
  const { model, picture } = readApp();
  writeApp({ setup: { ...app.setup, backend: setup.backend }, foregrounds: app.foregrounds, view: { ...app.view, theme: view.theme } });
  const isSameNetwork = model?.loaded?.sha256 === app.model?.loaded?.sha256;
  if (app.runStatus === 'running' || app.runWanted) startRun();
  if (app.runStatus === 'running' || !isPictureBack || !isSameNetwork || !app.shownRun || !model?.loaded || !picture) return;
  writeLive(live);
  writeApp({ runStatus: app.runStatus, shownRun: { ...app.shownRun, model: model.loaded, picture }, predictions: app.predictions });
}

async function putModelBack({ model: wanted }: AppState, source: TableSnapshot['source']): Promise<void> {
  const { model } = readApp();
  if (!wanted?.loaded || !source) return;
  const choicesOf = (choices: NonNullable<AppState['model']>['choices']) => formatPreparation(choices ?? {});
  if (model?.loaded?.sha256 !== wanted.loaded.sha256) {
    await loadModel(source, { link: wanted.link, title: wanted.card.title, keepsLayers: true });
  } else if (choicesOf(model.choices) !== choicesOf(wanted.choices)) {
    await prepareModel(wanted.choices ?? {});
  }
}

/** Whether it lies there again. */
async function putPictureBack({ picture: wanted }: AppState): Promise<boolean> {
  if (!wanted) return false;
  const { picture } = readApp();
  const crop = (window: typeof wanted.window) => (window ? formatCrop(window) : '');
  if (picture?.opened.sha256 === wanted.opened.sha256) {
    if (crop(picture.window) !== crop(wanted.window)) await cropTo(wanted.window);
    return true;
  }
  const inTray = useTray.getState().pictures.find(({ sha256 }) => sha256 === wanted.opened.sha256);
  // The tray's picture comes with the window that it had.
  if (inTray) return chooseFromTray(inTray);
  if (wanted.link !== null) return choosePictureOfLink(wanted.link, wanted.window);
  tell('note', 'picture', pictureNotPutBack(wanted.opened.name));
  return false;
}
