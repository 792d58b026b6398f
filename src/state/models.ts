/** Which network is on the table, and how another one gets there without losing anything when it cannot. */
import type { ModelCard } from '../core/modelCard';
import type { LayerInfo, LoadedModel, ModelSource } from '../engine/protocol';
import { engine, startEngine } from './engineHandle';
import { refit } from './pictures';
import { abandonRun, interruptRun, restartRunSoon } from './runs';
import { resolveLayers } from './layerChoice';
import { readApp, tell, writeApp } from './store';
import { writeLive } from './live';
import { layersUnknown, modelLoading, modelUnknown } from '../ui/texts';
import type { BackendPreference } from '../core/spec';

let newestLoad = 0;
let source: ModelSource | null = null;

export function sourceOfLink(link: string): ModelSource {
  return link.startsWith('url:')
    ? { kind: 'address', address: link.slice('url:'.length) }
    : { kind: 'catalogue', id: link };
}

/**
 * Loads a network of the link's form; an id that the catalogue does not have is named and replaced by the first.
 * Layers picked by hand are let go with the network they belong to, unless they came with this one, in a link
 * (`keepsLayers`).
 */
export function chooseModel(link: string, keepsLayers = false): Promise<void> {
  const { catalogue } = readApp();
  const first = catalogue[0];
  if (!link.startsWith('url:') && first && !catalogue.some((entry) => entry.id === link)) {
    tell('warning', 'model', modelUnknown(link, first.title));
    return load({ kind: 'catalogue', id: first.id }, first.id, first.title, keepsLayers);
  }
  const title = catalogue.find((entry) => entry.id === link)?.title ?? link;
  return load(sourceOfLink(link), link, title, keepsLayers);
}

export function openModelFiles(name: string, files: readonly File[]): Promise<void> {
  return load({ kind: 'files', name, files }, null, name);
}

async function load(wanted: ModelSource, link: string | null, title: string, keepsLayers = false): Promise<void> {
  const own = ++newestLoad;
  writeApp({ modelLoading: modelLoading(title) });
  try {
    const loaded = await engine().loadModel(wanted);
    if (own !== newestLoad) return;
    source = wanted;
    await place(loaded, link, keepsLayers);
  } catch (error) {
    if (own !== newestLoad) return;
    tell('error', 'model', error instanceof Error ? error.message : String(error));
  } finally {
    if (own === newestLoad) writeApp({ modelLoading: null });
  }
}

async function place(loaded: LoadedModel, link: string | null, keepsLayers: boolean): Promise<void> {
  const { model: before, setup, runStatus } = readApp();
  const sameNetwork = before?.card.id === loaded.card.id && before.link === link;
  abandonRun();
  if (!sameNetwork && before && !keepsLayers && typeof setup.layers !== 'string') writeApp({ setup: { ...setup, layers: 'auto' } });
  if (!sameNetwork && before) writeLive({ results: new Map() });
  writeApp({ model: { link, card: loaded.card, layers: loaded.layers, loaded }, predictions: null });
  if (loaded.notes.length > 0) tell('note', 'model', ...loaded.notes);
  tellUnknownLayers(loaded);
  // A first run that has waited for its network starts with the picture's new fit; any later one starts anew here.
  await refit();
  if (runStatus !== 'idle') restartRunSoon(0);
}

function tellUnknownLayers(loaded: LoadedModel): void {
  const { unknown } = resolveLayers(readApp().setup.layers, loaded.layers);
  if (unknown.length > 0) tell('warning', 'layers', layersUnknown(unknown, loaded.card.title));
}

/** Puts the names of the layers on the table while the worker is still starting. */
export async function showCardEarly(link: string, address: string): Promise<void> {
  try {
    const response = await fetch(address);
    if (!response.ok) return;
    const card = (await response.json()) as ModelCard;
    if (readApp().model) return;
    writeApp({ model: { link, card, layers: card.layers.map(layerOfCard), loaded: null } });
    await refit();
  } catch {
    // Only a head start: whatever is wrong here, loading the network says it.
  }
}

function layerOfCard(layer: ModelCard['layers'][number], index: number): LayerInfo {
  return { ...layer, depth: index + 1, shape: [] };
}

/** Another backend is another worker: it needs the network again. */
export function chooseBackend(backend: BackendPreference): void {
  writeApp((state) => ({ setup: { ...state.setup, backend } }));
  const { model } = readApp();
  if (!startEngine(backend) || !source || !model) return;
  interruptRun();
  void load(source, model.link, model.card.title);
}
