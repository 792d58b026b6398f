/** The worker's end of the protocol: a thin dispatch, one model and one run at a time. */
import type { CatalogueEntry, ModelCard } from '../core/modelCard';
import { readModelFromAddress, readModelFromFiles } from '../models/modelFiles';
import { type LoadedNetwork, loadNetwork } from '../models/loadNetwork';
import { startBackend } from './backend';
import { driveDiscardingRun } from './discardingRun';
import { EngineFailure, errorData } from './failure';
import { predict } from './predict';
import type { ModelSource, RequestId, RunId, WorkerReply, WorkerRequest } from './protocol';
import { yieldToMessages } from './yieldToMessages';

let base = '';
let started: Promise<void> | null = null;
let loaded: LoadedNetwork | null = null;
let activeRun: { id: RunId; abort: AbortController; released: Set<string> } | null = null;

const post = (reply: WorkerReply, transfer: Transferable[] = []) => self.postMessage(reply, { transfer });

/** Runs one after the other, and the change to another network between them. */
let turns: Promise<void> = Promise.resolve();
function takeTurn(task: () => Promise<void>): Promise<void> {
  turns = turns.then(task, task);
  return turns;
}

/** Settles when the newest network asked for is in place, or could not be had. */
let loading: Promise<void> = Promise.resolve();

async function open(source: ModelSource): Promise<LoadedNetwork> {
  switch (source.kind) {
    case 'catalogue':
      return openFromCatalogue(source.id);
    case 'address':
      return openFromAddress(source.address);
    case 'files':
      return loadNetwork(await readModelFromFiles(source.files, source.name), await cardAmong(source.files));
  }
}

/** An address without a host is the page's own. */
async function openFromAddress(written: string): Promise<LoadedNetwork> {
  if (!URL.canParse(written, base)) {
    throw new EngineFailure('model-not-found', `"${written}" is not an address. Give one that ends in model.json.`);
  }
  const address = new URL(written, base).href;
  return loadNetwork(await readModelFromAddress(address, nameOf(address)), null);
}

async function openFromCatalogue(id: string): Promise<LoadedNetwork> {
  const catalogue = (await fetchJson(new URL('models/catalogue.json', base).href)) as CatalogueEntry[];
  const entry = catalogue.find((candidate) => candidate.id === id);
  if (!entry) {
    throw new EngineFailure('model-not-found', `There is no network "${id}" in the catalogue; it has ${catalogue.map((e) => e.id).join(', ')}.`);
  }
  const address = new URL(`models/${entry.path}`, base).href;
  const [files, card] = await Promise.all([
    readModelFromAddress(address, entry.title),
    fetchJson(new URL('card.json', address).href) as Promise<ModelCard>,
  ]);
  return loadNetwork(files, card);
}

async function fetchJson(address: string): Promise<unknown> {
  const response = await fetch(address);
  if (!response.ok) throw new EngineFailure('model-not-found', `${address} could not be read (HTTP ${response.status}). Reload the page.`);
  return response.json();
}

/** A card that was dropped with the model, as our own folders have it. */
async function cardAmong(files: readonly File[]): Promise<ModelCard | null> {
  const file = files.find((candidate) => candidate.name === 'card.json');
  return file ? (JSON.parse(await file.text()) as ModelCard) : null;
}

/** The folder's name, or the file's where it has another than model.json. */
function nameOf(address: string): string {
  const parts = new URL(address).pathname.split('/').filter(Boolean);
  return (parts.at(-1) === 'model.json' ? parts.at(-2) : parts.at(-1)) ?? address;
}

function handle(request: WorkerRequest): void {
  switch (request.type) {
    case 'start':
      base = request.base;
      started = startBackend(request.backend).then(
        (backend) => post({ type: 'ready', backend }),
        (thrown) => post({ type: 'startFailed', error: errorData(thrown) }),
      );
      return;
    case 'loadModel':
      loading = loading.then(() => answer(request.requestId, () => replaceModel(request.requestId, request.source)));
      return;
    case 'predict':
      void loading.then(() => answer(request.requestId, async () => {
        const predictions = await predict(theNetwork().network, request.picture);
        post({ type: 'predicted', requestId: request.requestId, predictions });
      }));
      return;
    case 'run':
      return startRun(request);
    case 'releaseLayers':
      if (activeRun?.id === request.runId) for (const id of request.layerIds) activeRun.released.add(id);
      return;
    case 'cancelRun':
      if (activeRun?.id === request.runId) activeRun.abort.abort();
      return;
    default: {
      const unknown: never = request;
      throw new Error(`unknown request ${JSON.stringify(unknown)}`);
    }
  }
}

/** The run under way goes on until the new network is known to be sound, so that a bad file costs nothing. */
async function replaceModel(requestId: RequestId, source: ModelSource): Promise<void> {
  const next = await open(source);
  activeRun?.abort.abort();
  await takeTurn(async () => {
    loaded?.network.dispose();
    loaded = next;
  });
  post({ type: 'modelLoaded', requestId, model: next.description });
}

function startRun({ runId, spec, picture }: Extract<WorkerRequest, { type: 'run' }>): void {
  activeRun?.abort.abort();
  const abort = new AbortController();
  const released = new Set<string>();
  activeRun = { id: runId, abort, released };
  void takeTurn(async () => {
    try {
      await started;
      await driveDiscardingRun({
        runId, spec, picture, loaded: theNetwork(), signal: abort.signal, released, emit: post, pause: yieldToMessages,
      });
    } catch (thrown) {
      post({ type: 'runFailed', runId, error: errorData(thrown) });
    } finally {
      if (activeRun?.id === runId) activeRun = null;
    }
  });
}

async function answer(requestId: RequestId, task: () => Promise<void>): Promise<void> {
  try {
    await started;
    await task();
  } catch (thrown) {
    post({ type: 'requestFailed', requestId, error: errorData(thrown) });
  }
}

function theNetwork(): LoadedNetwork {
  if (loaded) return loaded;
  throw new EngineFailure('model-not-found', 'No network is loaded yet. Choose one first.');
}

self.addEventListener('message', (message: MessageEvent<WorkerRequest>) => handle(message.data));
