/** The board from and to the link. */
import type { LinkBoard, LinkNetwork, LinkPicture, LinkRun } from '../../link/board';
import { nameOfModel, modelAddress } from '../../networks/modelAddress';
import { boardTexts } from '../../ui/textsBoard';
import { readApp } from '../store';
import type { BoardRun, BoardState } from './boardStore';
import { addPanes, EMPTY_BOARD, readBoard, runsOfPanes, setCurveLayers, writeBoard } from './boardStore';
import { viewersBoard } from './boardAside';
import type { KeptBoardView } from './boardView';
import { PLAIN_VIEW, showKeptView, WHOLE_VIEW } from './boardView';
import { networkLabel, pictureLabel } from './labels';
import { pictureName } from './pictureName';
import type { BoardModel, BoardPicture } from './subject';
import { boardKey, boardSpecKey, modelKey, pictureKey } from './subject';

/** Each item once, and the place of every one among them. */
function listed<Item, Entry>(items: readonly Item[], keyOf: (item: Item) => string, entryOf: (item: Item) => Entry): { readonly entries: readonly Entry[]; indexOf(item: Item): number } {
  const byKey = new Map(items.map((item) => [keyOf(item), item] as const));
  const keys = [...byKey.keys()];
  return { entries: [...byKey.values()].map(entryOf), indexOf: (item) => keys.indexOf(keyOf(item)) };
}

/** null for an empty board. */
export function linkOfBoard({ runs, panes, curveLayers }: BoardState, { pair, hiddenRuns, zoom }: KeptBoardView): LinkBoard | null {
  const shown = panes.flatMap((pane) => {
    const run = runs.get(pane.runKey);
    return run ? [{ pane, run }] : [];
  });
  if (shown.length === 0) return null;
  const all = shown.map(({ run }) => run);
  const networks = listed(all, ({ model }) => modelKey(model), (run): LinkNetwork => ({ model: run.model.link, name: networkLabel(run), preparation: run.model.choices }));
  const pictures = listed(all, ({ picture }) => pictureKey(picture), (run): LinkPicture => ({ image: run.picture.link, name: pictureLabel(run), crop: run.picture.window }));
  const specs = listed(all, ({ spec }) => boardSpecKey(spec), ({ spec }) => spec);
  const place = (id: string) => shown.findIndex(({ pane }) => pane.id === id);
  const [a, b] = pair ? [place(pair.a), place(pair.b)] : [-1, -1];
  const indicesOf = (run: BoardRun) => ({ network: networks.indexOf(run), picture: pictures.indexOf(run), spec: specs.indexOf(run) });
  const hidden = new Set(all.filter(({ key }) => hiddenRuns.has(key)));
  return {
    networks: networks.entries, pictures: pictures.entries, specs: specs.entries, curves: curveLayers,
    panes: shown.map(({ pane: { layer, scale }, run }) => ({ ...indicesOf(run), layer, scale })),
    hidden: [...hidden].map(indicesOf),
    zoom: zoom.scale > 1 ? zoom : null,
    pair: pair && a >= 0 && b >= 0 ? { a, b, mode: pair.mode } : null,
  };
}

/** What the link cannot carry of the board, ready to show. */
export function boardLimits(board: Pick<BoardState, 'runs' | 'panes'>): readonly string[] {
  const all = [...runsOfPanes(board).values()];
  const names = (own: readonly string[]) => [...new Set(own)];
  const networks = names(all.filter(({ model }) => model.link === null).map(networkLabel));
  const pictures = names(all.filter(({ picture }) => picture.link === null).map(pictureLabel));
  return [...networks.map(boardTexts.networkNotInLink), ...pictures.map(boardTexts.pictureNotInLink)];
}

/** In place of what is on the board. Names of samples and networks are known once their lists have come. */
export function openLinkBoard(link: LinkBoard | null): void {
  const { runs, panes } = readBoard();
  writeBoard({ ...EMPTY_BOARD, removed: panes.length > 0 ? { runs, panes } : null });
  showKeptView(PLAIN_VIEW);
  if (!link) return;
  const networks = link.networks.map(networkOfLink);
  const pictures = link.pictures.map(pictureOfLink);
  const subjectOf = ({ network, picture, spec }: LinkRun) => ({ model: networks[network]!, picture: pictures[picture]!, spec: link.specs[spec]! });
  const ids = addPanes(link.panes.map((pane) => ({ subject: subjectOf(pane), layer: pane.layer, scale: pane.scale })));
  if (link.curves !== 'panes') setCurveLayers(link.curves);
  const [a, b] = link.pair ? [ids[link.pair.a], ids[link.pair.b]] : [];
  showKeptView({
    pair: link.pair && a !== undefined && b !== undefined ? { a, b, mode: link.pair.mode } : null,
    hiddenRuns: new Set(link.hidden.map((run) => boardKey(subjectOf(run)))),
    zoom: link.zoom ?? WHOLE_VIEW,
  });
}

function networkOfLink({ model, preparation }: LinkNetwork): BoardModel {
  const link = model ?? '';
  const served = readApp().catalogue.find(({ id }) => id === link);
  const title = served?.title ?? (link.startsWith('url:') ? nameOfModel(modelAddress(link.slice('url:'.length), document.baseURI)) : link);
  return { link, choices: preparation, title, sha256: null };
}

function pictureOfLink({ image, crop }: LinkPicture): BoardPicture {
  return { link: image, window: crop, name: pictureName(image ?? ''), sha256: null, own: null };
}

export function boardForLink(): LinkBoard | null {
  const { board, view } = viewersBoard();
  return linkOfBoard(board, view);
}
