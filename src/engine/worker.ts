/** The worker's end of the protocol: a thin dispatch, one model and one run at a time. */
import type { CatalogueEntry, ModelCard } from '../core/modelCard';
import type { ModelChoices } from '../core/modelChoices';
import type { NetworkVariant } from '../core/spec';
import { forgetRecordings } from '../kernels/recording';
import type { ReadBeside } from '../models/decoderFiles';
import { DecoderShelf } from '../models/decoderShelf';
import { indexedDbDecoderStore, withMemory } from '../models/decoderStore';
import { isOnnx, readModelFromAddress, readModelFromFiles } from '../models/modelFiles';
import { type LoadedNetwork, loadNetwork, sharesWeights } from '../models/loadNetwork';
import { Assistant } from './assistant';
import { startBackend } from './backend';
import { driveDecoderTraining } from './decoderTraining';
import { EngineFailure, errorData } from './failure';
import { driveRun, readBesideAddress, readBesideFiles, readNothingBeside } from './metricRun';
import { find } from './find';
import { passTimes } from './passTimes';
import { predict } from './predict';
import type { ModelSource, RequestId, RunId, WorkerReply, WorkerRequest } from './protocol';
import { WorkGiver } from './workGiver';
import { NetworkVariants } from './variants';
import { yieldToMessages } from './yieldToMessages';

let base = '';
let started: Promise<void> | null = null;
const decoderStore = withMemory(indexedDbDecoderStore());
let loaded: Opened | null = null;
let shelf: DecoderShelf | null = null;
let variants: NetworkVariants | null = null;
let activeRun: { id: RunId; abort: AbortController; released: Set<string>; giver: WorkGiver } | null = null;
const assistant = new Assistant();

const post = (reply: WorkerReply, transfer: Transferable[] = []) => self.postMessage(reply, { transfer });

/** Runs one after the other, and the change to another network between them. */
let turns: Promise<void> = Promise.resolve();
function takeTurn(task: () => Promise<void>): Promise<void> {
  turns = turns.then(task, task);
  return turns;
}

/** Settles when the newest network asked for is in place, or could not be had. */
let loading: Promise<void> = Promise.resolve();

/** A network, and how what stands beside its files is read. */
interface Opened {
  readonly network: LoadedNetwork;
  readonly readBeside: ReadBeside;
}

async function open(source: ModelSource): Promise<Opened> {
  switch (source.kind) {
    case 'catalogue':
      return openFromCatalogue(source.id, source.choices);
    case 'address':
      return openFromAddress(source.address, source.choices);
    case 'files':
      return {
        network: await openFiles(source.files, source.name, source.choices),
        readBeside: readBesideFiles(source.files),
      };
  }
}

async function openFiles(files: readonly File[], name: string, choices?: ModelChoices): Promise<LoadedNetwork> {
  const card = await cardAmong(files);
  if (!isOnnx(files)) return loadNetwork(await readModelFromFiles(files, name), card, choices);
  const { loadOnnx } = await import('../models/openOnnx');
  return loadOnnx(files, name, card, choices);
}

/** An address without a host is the page's own. */
async function openFromAddress(written: string, choices?: ModelChoices): Promise<Opened> {
  if (!URL.canParse(written, base)) {
    throw new EngineFailure('model-not-found', `"${written}" is not an address. Give one that ends in model.json.`);
  }
  const address = new URL(written, base).href;
  return { network: await loadNetwork(await readModelFromAddress(address, nameOf(address)), null, choices), readBeside: readNothingBeside };
}

async function openFromCatalogue(id: string, choices?: ModelChoices): Promise<Opened> {
  const catalogue = (await fetchJson(new URL('models/catalogue.json', base).href)) as CatalogueEntry[];
  const entry = catalogue.find((candidate) => candidate.id === id);
  if (!entry) {
    throw new EngineFailure('model-not-found', `There is no network "${id}" in the catalogue; it has ${catalogue.map((e) => e.id).join(', ')}.`);
  }
  const address = new URL(`models/${entry.path}`, base).href;
  const [files, card] = await Promise.all([
    readModelFromAddress(address, entry.title).catch((thrown: unknown) => {
      if (entry.remedy === undefined) throw thrown;
      throw new EngineFailure(
        'model-not-found',
        `${entry.title} is not here in full: its files are fetched at set-up. Run "${entry.remedy}" with a network connection, then load the page again. (${errorData(thrown).message})`,
      );
    }),
    fetchJson(new URL('card.json', address).href) as Promise<ModelCard>,
  ]);
  return { network: await loadNetwork(files, card, choices), readBeside: card.decoders ? readBesideAddress(address) : readNothingBeside };
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
    case 'prepareModel':
      loading = loading.then(() => answer(request.requestId, () => prepareModel(request.requestId, request.choices)));
      return;
    case 'predict':
      void loading.then(() => answer(request.requestId, async () => {
        const predictions = await predict((await networkFor(request.variant)).network, request.picture);
        post({ type: 'predicted', requestId: request.requestId, predictions });
      }));
      return;
    case 'find':
      void loading.then(() => answer(request.requestId, async () => {
        post({ type: 'found', requestId: request.requestId, findings: await find((await networkFor(request.variant)).network, request.picture) });
      }));
      return;
    case 'timePasses':
      void loading.then(() => answer(request.requestId, async () => {
        const secondsPerPass = await passTimes(theNetwork(), request.layerIds, request.picture);
        post({ type: 'passesTimed', requestId: request.requestId, secondsPerPass });
      }));
      return;
    case 'run':
      return runMetric(request);
    case 'trainDecoders':
      return trainDecoders(request);
    case 'listDecoders':
      void answer(request.requestId, async () => {
        post({ type: 'decodersListed', requestId: request.requestId, kept: await decoderStore.list() });
      });
      return;
    case 'deleteDecoder':
      void answer(request.requestId, async () => {
        await decoderStore.delete(request.networkSha256, request.layerId);
        post({ type: 'decoderDeleted', requestId: request.requestId });
      });
      return;
    case 'releaseLayers':
      if (activeRun?.id === request.runId) for (const id of request.layerIds) activeRun.released.add(id);
      return;
    case 'helpersFree':
      if (activeRun?.id === request.runId) activeRun.giver.areHelpersFree = request.areFree;
      return;
    case 'assisted':
      if (activeRun?.id === request.runId) activeRun.giver.receive(request.workId, request.result);
      return;
    case 'assist':
      return assist(request);
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
  const opened = await open(source);
  await place(requestId, opened);
}

/** Weights stay where they are if they can; a network that cannot be fed so leaves the one before as it was. */
async function prepareModel(requestId: RequestId, choices: ModelChoices): Promise<void> {
  const { network: before, readBeside } = theOpened();
  if (!before.withChoices) throw new EngineFailure('spec-invalid', `${before.description.card.title} can be fed in one way only.`);
  await place(requestId, { network: await before.withChoices(choices), readBeside });
}

async function place(requestId: RequestId, next: Opened): Promise<void> {
  const nextShelf = new DecoderShelf(next.network, next.readBeside, decoderStore);
  const decoders = await nextShelf.list();
  activeRun?.abort.abort();
  await takeTurn(async () => {
    assistant.dispose();
    variants?.dispose();
    if (loaded) forgetRecordings(loaded.network.network);
    if (loaded && !sharesWeights(loaded.network, next.network)) loaded.network.network.dispose();
    loaded = next;
    shelf = nextShelf;
    variants = new NetworkVariants(next.network);
  });
  post({ type: 'modelLoaded', requestId, model: { ...next.network.description, decoders } });
}

function runMetric({ runId, spec, picture }: Extract<WorkerRequest, { type: 'run' }>): void {
  startRun(runId, async (signal, released, giver) => {
    const network = await networkFor(spec.variant);
    await driveRun({ runId, spec, picture, loaded: network, signal, released, give: giver.give, emit: post, pause: yieldToMessages }, shelf!);
  });
}

function trainDecoders({ runId, training }: Extract<WorkerRequest, { type: 'trainDecoders' }>): void {
  startRun(runId, (signal, released) =>
    driveDecoderTraining({
      runId, training, loaded: theNetwork(), store: decoderStore, isKept: decoderStore.isKept, signal, released, emit: post,
      pause: yieldToMessages, now: Date.now,
    }),
  );
}

/** Ends the run before it, and takes its turn. */
function startRun(runId: RunId, drive: (signal: AbortSignal, released: ReadonlySet<string>, giver: WorkGiver) => Promise<void>): void {
  activeRun?.abort.abort();
  const abort = new AbortController();
  const released = new Set<string>();
  const giver = new WorkGiver((workId, work) => post({ type: 'assistanceWanted', runId, workId, work }), abort.signal);
  activeRun = { id: runId, abort, released, giver };
  void takeTurn(async () => {
    try {
      await started;
      await drive(abort.signal, released, giver);
    } catch (thrown) {
      post({ type: 'runFailed', runId, error: errorData(thrown) });
    } finally {
      if (activeRun?.id === runId) activeRun = null;
    }
  });
}

/** Null where it cannot be done here: whoever asked does it then. */
function assist({ runId, workId, work, picture, variant }: Extract<WorkerRequest, { type: 'assist' }>): void {
  void takeTurn(async () => {
    const result = await networkFor(variant)
      .then(({ network }) => assistant.assist(runId, work, network, picture))
      .catch(() => null);
    post({ type: 'assistanceGiven', runId, workId, result });
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

const networkFor = async (variant: NetworkVariant | null): Promise<LoadedNetwork> => (await variants?.get(variant)) ?? theNetwork();

const theNetwork = (): LoadedNetwork => theOpened().network;

function theOpened(): Opened {
  if (loaded) return loaded;
  throw new EngineFailure('model-not-found', 'No network is loaded yet. Choose one first.');
}

self.addEventListener('message', (message: MessageEvent<WorkerRequest>) => handle(message.data));
