/** Which network is on the table, and how another one gets there without losing anything when it cannot. */
import type { ModelCard } from '../core/modelCard';
import type { ModelChoices } from '../core/modelChoices';
import type { BackendPreference } from '../core/spec';
import type { LayerInfo, LoadedModel, ModelSource } from '../engine/protocol';
import { layersUnknown, modelLoading } from '../ui/texts';
import { damageTexts } from '../ui/textsDamage';
import { keepChoices } from './keptModels';
import { resolveLayers } from './layerChoice';
import { engine, startEngine } from './engineHandle';
import { writeLive } from './live';
import { refit } from './pictures';
import { abandonRun, interruptRun, restartRunSoon } from './runs';
import { readApp, tell, writeApp } from './store';

let newestLoad = 0;
let source: ModelSource | null = null;

/** Where the network on the table is from, if it is this one. */
export function sourceOnTable(sha256: string): ModelSource | null {
  return readApp().model?.loaded?.sha256 === sha256 ? source : null;
}

/** What loading needs to know besides where the network is from. */
export interface Loading {
  /** As in the link; null for what a link cannot carry. */
  readonly link: string | null;
  readonly title: string;
  /** Layers picked by hand belong to this network: they came with it, in a link. */
  readonly keepsLayers?: boolean;
  /** The maps on the table are this network's already, shown from a record: they stay, and no run starts. */
  readonly keepsTable?: boolean;
}

/** Begins something that ends in a network on the table; gives whether nothing newer has begun since. */
export function beginLoad(title: string): () => boolean {
  const own = ++newestLoad;
  writeApp({ modelLoading: modelLoading(title) });
  return () => own === newestLoad;
}

export function endLoad(isNewest: () => boolean): void {
  if (isNewest()) writeApp({ modelLoading: null });
}

/** @returns the network, once it is on the table; null where it could not be had, which is told, or something newer came */
export async function loadModel(wanted: ModelSource, { link, title, keepsLayers = false, keepsTable = false }: Loading): Promise<LoadedModel | null> {
  const isNewest = beginLoad(title);
  try {
    const loaded = await engine().loadModel(wanted);
    if (!isNewest()) return null;
    source = wanted;
    await place(loaded, link, { keepsLayers, keepsTable });
    return loaded;
  } catch (error) {
    if (isNewest()) tellModelError(error);
    return null;
  } finally {
    endLoad(isNewest);
  }
}

export function tellModelError(error: unknown): void {
  tell('error', 'model', error instanceof Error ? error.message : String(error));
}

/** The network on the table fed or read otherwise; where it cannot be, that is told, and it stays as it was. */
export async function prepareModel(choices: ModelChoices): Promise<void> {
  const { model } = readApp();
  if (!model?.loaded || !source) return;
  const isNewest = beginLoad(model.card.title);
  const before = source;
  try {
    const loaded = await engine().prepareModel(choices);
    if (!isNewest()) return;
    source = { ...before, choices };
    void keepChoices(loaded.sha256, choices);
    await place(loaded, model.link, { keepsLayers: true, keepsTable: false });
  } catch (error) {
    if (isNewest()) tellModelError(error);
  } finally {
    endLoad(isNewest);
  }
}

async function place(loaded: LoadedModel, link: string | null, { keepsLayers, keepsTable }: Pick<Loading, 'keepsLayers' | 'keepsTable'>): Promise<void> {
  const { model: before, setup, runStatus } = readApp();
  const isSame = keepsTable || (before?.card.id === loaded.card.id && before.link === link);
  if (!keepsTable) abandonRun();
  if (!isSame && before && !keepsLayers && typeof setup.layers !== 'string') writeApp({ setup: { ...setup, layers: 'auto' } });
  if (!isSame && before && !keepsLayers) writeApp((state) => ({ setup: { ...state.setup, damage: null } }));
  if (!isSame && before) writeLive({ results: new Map() });
  const choices = source?.choices;
  writeApp({ model: { link, card: loaded.card, layers: loaded.layers, loaded, ...(choices && { choices }) }, predictions: null });
  if (loaded.notes.length > 0) tell('note', 'model', ...loaded.notes);
  tellUnknownLayers(loaded);
  dropUnknownDamage(loaded);
  // A first run that has waited for its network starts with the picture's new fit; any later one starts anew here.
  await refit();
  if (runStatus !== 'idle' && !keepsTable) restartRunSoon(0);
}

function tellUnknownLayers(loaded: LoadedModel): void {
  const { unknown } = resolveLayers(readApp().setup.layers, loaded.layers);
  if (unknown.length > 0) tell('warning', 'layers', layersUnknown(unknown, loaded.card.title));
}

/** A link's damage may be of another network. */
function dropUnknownDamage({ layers, card }: LoadedModel): void {
  const { setup } = readApp();
  if (!setup.damage || layers.some(({ id }) => id === setup.damage!.layerId)) return;
  writeApp({ setup: { ...setup, damage: null } });
  tell('warning', 'layers', damageTexts.layerUnknown(setup.damage.layerId, card.title));
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
  void loadModel(source, { link: model.link, title: model.card.title });
}
