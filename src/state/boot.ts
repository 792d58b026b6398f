/** From an address to a running page; network, picture and worker start at the same time. */
import { missingFeatures } from '../core/browserSupport';
import type { CatalogueEntry, SamplePicture } from '../core/modelCard';
import type { Link } from '../link/link';
import { parseLink } from '../link/link';
import { listMissing } from '../ui/texts';
import { applyLink, setupOfLink } from './applyLink';
import { openLinkBoard } from './board/boardLink';
import { followRunWords } from './announcer';
import { followShortcuts } from './shortcuts';
import { followBoard } from './board/queueHandle';
import { followFindings } from './detections';
import { followSamples } from './followSamples';
import { followRuns } from './keepRuns';
import { followRunCost } from './runCost';
import { startEngine } from './engineHandle';
import { placeLinkForeground } from './foreground';
import { surveyKeptModels } from './keptModels';
import { openLessonOfAddress } from './lessonDoor';
import { followState } from './linkSync';
import { chooseModel } from './modelChoice';
import { showCardEarly } from './models';
import { choosePictureOfLink } from './pictureFetch';
import { chooseSample, startWaitingRun } from './pictures';
import { openPresenterOfLink } from './present';
import { rememberedScheme } from './rememberedScheme';
import { rememberedTheme } from './rememberedTheme';
import { putRunOff } from './runPutOff';
import { followEngineFailure, refuseToRun } from './recordedRun';
import { clearTopic, readApp, tell, useApp, writeApp } from './store';
import { setView } from './viewActions';

export function boot(): void {
  const isBare = location.hash.length <= 1;
  const link = readLink(location.hash);
  // A bare address shows something true by itself; a link says whether it wants to start.
  writeApp({ setup: setupOfLink(link), linkRest: link.rest, runWanted: isBare || (link.run && link.view === 'table') });
  if (link.run && (link.view === 'board' || link.view === 'study')) putRunOff();
  writeApp({ linkForeground: link.foreground && { foreground: link.foreground, image: link.image } });
  setView({ theme: rememberedTheme(), scheme: link.colours ?? rememberedScheme(), mode: link.view, quantity: link.quantity });
  // A lesson lays its own table: the first run is its first page's.
  if (openLessonOfAddress()) writeApp({ runWanted: false });
  openPresenterOfLink();
  followEngineFailure();
  const missing = missingFeatures(globalThis);
  if (missing.length === 0) startEngine(link.backend);
  useApp.subscribe((state, before) => {
    document.documentElement.dataset['runStatus'] = state.runStatus;
    if (state.backend !== before.backend) startWaitingRun();
    if (state.fitted && !before.fitted) placeLinkForeground();
  });
  document.documentElement.dataset['runStatus'] = 'idle';
  const lists = [fetchCatalogue(), fetchSamples()] as const;
  if (missing.length === 0) void fetchModel(link, lists[0]);
  else refuseToRun(missing);
  if (missing.length === 0) void fetchPicture(link, lists[1]);
  // Its networks and pictures have names when the lists are there.
  if (link.board) void Promise.all(lists).then(() => openLinkBoard(link.board));
  followState();
  followBoard();
  followFindings();
  followSamples();
  followRunCost();
  followRuns();
  followRunWords();
  followShortcuts();
  void surveyKeptModels();
  addEventListener('hashchange', () => {
    for (const topic of ['link', 'model', 'picture', 'layers', 'foreground'] as const) clearTopic(topic);
    void applyLink(readLink(location.hash));
  });
}

function readLink(hash: string): Link {
  const { link, problems } = parseLink(hash);
  if (problems.length > 0) tell('warning', 'link', ...problems);
  return link;
}

async function fetchCatalogue(): Promise<readonly CatalogueEntry[]> {
  const catalogue = await fetchList<CatalogueEntry>('models/catalogue.json');
  writeApp({ catalogue });
  return catalogue;
}

async function fetchSamples(): Promise<void> {
  const lists = ['samples/samples.json', 'samples/photographs.json'].map((path) => fetchList<SamplePicture>(path));
  writeApp({ samples: (await Promise.all(lists)).flat() });
}

async function fetchModel(link: Link, listed: Promise<readonly CatalogueEntry[]>): Promise<void> {
  // A named network need not wait for the list of networks.
  const early = link.model === null || link.model.startsWith('url:') ? null : link.model;
  if (early) void showCardEarly(early, `models/${encodeURIComponent(early)}/card.json`);
  const catalogue = await listed;
  const wanted = link.model ?? catalogue[0]?.id;
  if (wanted === undefined) return;
  if (!early) {
    const path = catalogue.find((entry) => entry.id === wanted)?.path;
    if (path) void showCardEarly(wanted, `models/${path.replace(/[^/]*$/, 'card.json')}`);
  }
  await chooseModel(wanted, true, link.preparation);
  const first = catalogue[0];
  // Whatever became of the wanted network, the table is not left empty.
  if (!readApp().model?.loaded && first && first.id !== wanted) await chooseModel(first.id, true);
}

async function fetchPicture(link: Link, listed: Promise<void>): Promise<void> {
  await listed;
  if (link.image !== null) await choosePictureOfLink(link.image, link.crop);
  // Whatever became of the wanted picture, the table is not left empty.
  const first = readApp().samples[0];
  if (!readApp().picture && first) await chooseSample(first, link.image === null ? link.crop : null);
}

async function fetchList<Entry>(path: string): Promise<readonly Entry[]> {
  try {
    const response = await fetch(path);
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return (await response.json()) as readonly Entry[];
  } catch (error) {
    tell('error', 'engine', listMissing(path, error instanceof Error ? error.message : String(error)));
    return [];
  }
}
