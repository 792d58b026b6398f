/** One process's engine: a link's run in Node, by the worker's own script, written as the page exports it. */
import packageJson from '../../package.json' with { type: 'json' };
import type { SamplePicture } from '../../src/core/modelCard';
import { createEngineClient, type EngineClient } from '../../src/engine/client';
import type { BackendInfo, LoadedModel } from '../../src/engine/protocol';
import { runToJson } from '../../src/export/runToJson';
import { parseLink } from '../../src/link/link';
import { downloadModel } from '../../src/networks/download';
import { modelAddress, nameOfModel } from '../../src/networks/modelAddress';
import type { DeepPixels } from '../../src/pictures/deepPng';
import { fitToNetwork } from '../../src/pictures/fitToNetwork';
import { sha256Hex } from '../../src/pictures/sha256';
import { nameOfAddress } from '../../src/pictures/webAddress';
import type { RecordedPicture, RunRecord } from '../../src/records/runRecord';
import { layerRecord, recordedModel } from '../../src/state/board/boardRecord';
import { resolveLayers } from '../../src/state/layerChoice';
import { foldEvents, freshResults } from '../../src/state/runReducer';
import { resolveSpec, variantOf } from '../../src/state/setup';
import { unpackedModel } from '../../src/state/unpackedModel';
import { hashOf } from './hashOf';
import type { NodeBackend } from './nodeRunner';
import { openInNode } from './openInNode';

export class StudyEngine {
  private readonly base: string;
  private readonly client: EngineClient;
  private readonly backend: BackendInfo;
  private network: { readonly link: string; readonly model: LoadedModel } | null = null;

  private constructor(base: string, client: EngineClient, backend: BackendInfo) {
    this.base = base;
    this.client = client;
    this.backend = backend;
  }

  /**
   * Once a process; for WebGPU navigator.gpu must be there.
   * @param base the address that the page's `models/` and `samples/`, and the study's own files, are served under
   * @throws Error where the backend does not start: nothing else is taken instead
   */
  static async start(base: string, wanted: NodeBackend): Promise<StudyEngine> {
    // Asked here, because the engine would go on to other backends.
    if (wanted === 'webgpu' && !(await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' }))) throw unavailable('it finds no GPU');
    const worker = await workerInThisThread();
    const client = createEngineClient(() => worker, base, wanted, 1);
    const backend = await client.ready();
    if (backend.name !== wanted) {
      const why = backend.warning ?? backend.reason;
      throw wanted === 'webgpu' ? unavailable(why) : new Error(`WebAssembly did not start in Node (${why}). Without --node the study runs in Chromium.`);
    }
    return new StudyEngine(base, client, backend);
  }

  get adapter(): string {
    return this.backend.adapter ?? (this.backend.name === 'wasm' ? 'WebAssembly' : 'unnamed adapter');
  }

  /**
   * @param pairs of the link
   * @returns the run as the page exports it
   * @throws Error that says what is wrong with network, picture or settings
   */
  async run(pairs: Readonly<Record<string, string>>): Promise<string> {
    const { link, problems } = parseLink(hashOf(pairs));
    if (problems.length > 0 || link.model === null || link.image === null) throw new Error(problems.join(' ') || 'the link names no network or no picture');
    const model = await this.load(link.model);
    const { layers, damage } = link;
    const { unknown } = resolveLayers(layers, model.card.layers);
    // The page would take others instead; that is no result of this study.
    if (Array.isArray(layers) && unknown.length === layers.length) throw new Error(`${model.card.title} has none of the layers ${unknown.join(', ')}.`);
    if (damage && !model.layers.some(({ id }) => id === damage.layerId)) throw new Error(`${model.card.title} has no layer “${damage.layerId}” to damage.`);
    const { picture, pixels } = await this.open(link.image);
    const fitted = await fitToNetwork({ width: pixels.width, height: pixels.height, deep: pixels }, model.card.input);
    const spec = resolveSpec(link, model.card);
    const predictions = await this.client.predict(fitted.picture, variantOf(link));
    const createdAt = new Date().toISOString();
    let folded = freshResults(spec.layerIds);
    await this.client.run(spec, fitted.picture, (event) => (folded = foldEvents(folded, [event])), new AbortController().signal);
    const record: RunRecord = {
      appVersion: packageJson.version, createdAt, backend: this.backend, model: recordedModel(model, link.model, null),
      picture: { ...picture, crop: fitted.crop, seen: fitted.picture }, spec, predictions, foreground: null,
      layers: model.layers.flatMap((info) => {
        const result = folded.results.get(info.id);
        return result ? [layerRecord(info, result)] : [];
      }),
    };
    return runToJson(record);
  }

  /** The network stays until another is wanted: its shaders are compiled, its weights on the GPU. */
  private async load(link: string): Promise<LoadedModel> {
    if (this.network?.link === link) return this.network.model;
    this.network = null;
    const model = link.startsWith('url:') ? await this.loadFrom(link.slice('url:'.length)) : await this.client.loadModel({ kind: 'catalogue', id: link });
    this.network = { link, model };
    return model;
  }

  private async loadFrom(written: string): Promise<LoadedModel> {
    const address = modelAddress(written, this.base);
    const files = await downloadModel(address, { signal: new AbortController().signal, onProgress: () => undefined });
    return this.client.loadModel({ kind: 'files', ...(await unpackedModel(nameOfModel(address), files)) });
  }

  private async open(link: string): Promise<{ readonly picture: Omit<RecordedPicture, 'crop' | 'seen'>; readonly pixels: DeepPixels }> {
    const { name, path } = link.startsWith('url:') ? { name: nameOfAddress(link.slice('url:'.length)), path: link.slice('url:'.length) } : await this.sample(link.replace(/^sample:/, ''));
    const response = await fetch(new URL(path, this.base));
    if (!response.ok) throw new Error(`The picture ${path} is not there (HTTP ${response.status}).`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    const pixels = await openInNode(bytes, name);
    return { picture: { link, name, sha256: await sha256Hex(bytes), width: pixels.width, height: pixels.height }, pixels };
  }

  private async sample(id: string): Promise<{ readonly name: string; readonly path: string }> {
    for (const list of ['samples/samples.json', 'samples/photographs.json']) {
      const response = await fetch(new URL(list, this.base));
      const found = response.ok ? ((await response.json()) as SamplePicture[]).find((sample) => sample.id === id) : undefined;
      if (found) return { name: found.title, path: `samples/${found.file}` };
    }
    throw new Error(`There is no sample “${id}”.`);
  }
}

const unavailable = (why: string) =>
  new Error(`WebGPU did not start in Node (${why}). Is there a Vulkan driver? VK_DRIVER_FILES names one that is not found by itself. Without --dawn the study runs in Chromium.`);

/** The engine's worker script in this thread, its messages passed by hand. The script's state is its module's: one to a process. */
async function workerInThisThread(): Promise<Worker> {
  const inside = new EventTarget();
  const outside = new EventTarget();
  const send = (to: EventTarget) => (data: unknown) => to.dispatchEvent(new MessageEvent('message', { data }));
  Object.defineProperty(globalThis, 'self', { value: { addEventListener: inside.addEventListener.bind(inside), postMessage: send(outside) }, configurable: true });
  await import('../../src/engine/worker');
  const worker = { addEventListener: outside.addEventListener.bind(outside), postMessage: send(inside), terminate: () => undefined };
  return worker as unknown as Worker;
}
