/**
 * Decoders of the network on the table: trained on the pictures at hand, kept in this browser, deleted. Training uses the one
 * engine: it ends a run of the table or beside it, and is ended by one.
 */
import { create } from 'zustand';
import type { DecoderInfo, KeptDecoderInfo, LayerInfo, RunEvent } from '../engine/protocol';
import { decoderTexts } from '../ui/textsDecoders';
import { stopAside } from './asideRuns';
import { engine } from './engineHandle';
import { picturesAtHand } from './picturesAtHand';
import { cancelRun, interruptRun, startRun } from './runs';
import { shownLayerIds } from './selectors';
import { readApp, writeApp } from './store';
import { setView } from './viewActions';

export type DecoderProgress = Pick<
  Extract<RunEvent, { type: 'decoderProgress' }>,
  'layerId' | 'step' | 'steps' | 'trainPsnrDb' | 'heldOutPsnrDb' | 'secondsLeft'
>;

export interface DecodersState {
  readonly isTraining: boolean;
  /** Of the layers in training, in their order. */
  readonly progress: ReadonlyMap<string, DecoderProgress>;
  /** Pictures at hand; null until they have been counted. */
  readonly pictures: number | null;
  readonly steps: number;
  /** What the engine had to say of decoders that were trained. */
  readonly warnings: readonly string[];
  /** SHA-256 of the network that the warnings are of. */
  readonly warningsOf: string | null;
  readonly error: string | null;
  /** All that this browser keeps, whatever network it belongs to. */
  readonly kept: readonly KeptDecoderInfo[];
  /** Whether the drawer was opened for the decoders: they scroll into view once. */
  readonly isAskedFor: boolean;
}

/** 25 s (early) to 75 s (deep) for a layer of ResNet-20 on one core. */
export const DEFAULT_TRAINING_STEPS = 300;

const NOTHING: DecodersState = {
  isTraining: false, progress: new Map(), pictures: null, steps: DEFAULT_TRAINING_STEPS, warnings: [], warningsOf: null, error: null, kept: [], isAskedFor: false,
};

export const useDecoders = create<DecodersState>()(() => NOTHING);
const write = useDecoders.setState;

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

let controller: AbortController | null = null;

/** Opens the drawer at its decoders. */
export function showDecoders(): void {
  write({ isAskedFor: true });
  setView({ drawerOpen: true });
}

/** The shown layers of these that no decoder is there for. */
export function layersWithoutDecoder(layers: readonly LayerInfo[], shown: readonly string[], decoders: readonly DecoderInfo[]): readonly string[] {
  const has = new Set(decoders.map(({ layerId }) => layerId));
  return layers.map(({ id }) => id).filter((id) => shown.includes(id) && !has.has(id));
}

/** Of all layers in training, 0 to 1. */
export function shareTrained({ progress }: DecodersState): number {
  let done = 0;
  for (const { step, steps } of progress.values()) done += step / steps;
  return progress.size > 0 ? done / progress.size : 0;
}

/** Of the slowest layer; null before any layer knows. */
export function trainingSecondsLeft({ progress }: DecodersState): number | null {
  const known = [...progress.values()].flatMap(({ secondsLeft }) => secondsLeft ?? []);
  return known.length > 0 ? Math.max(...known) : null;
}

/** Counts the pictures at hand and reads what the browser keeps; what goes wrong is told in the panel. */
export async function surveyDecoders(): Promise<void> {
  try {
    const subject = readApp().model;
    const [pictures] = await Promise.all([picturesAtHand(), readKept()]);
    if (readApp().model === subject) write({ pictures: pictures.length });
  } catch (error) {
    write({ error: messageOf(error) });
  }
}

async function readKept(): Promise<void> {
  write({ kept: await engine().listDecoders() });
}

/** Trains a decoder for every shown layer that has none; then a run of reconstruction uncertainty starts again by itself. */
export async function trainShownLayers(): Promise<void> {
  const { model, setup } = readApp();
  if (!model?.loaded) return;
  const { layers, sha256, decoders } = model.loaded;
  const layerIds = layersWithoutDecoder(layers, shownLayerIds(layers, setup.layers), decoders);
  if (layerIds.length === 0) return;
  stopTraining();
  const own = new AbortController();
  controller = own;
  const { steps } = useDecoders.getState();
  const waiting = layerIds.map((layerId): DecoderProgress => ({ layerId, step: 0, steps, trainPsnrDb: null, heldOutPsnrDb: null, secondsLeft: null }));
  write({ isTraining: true, progress: new Map(waiting.map((progress) => [progress.layerId, progress])), warnings: [], warningsOf: sha256, error: null });
  try {
    const isDone = await train(sha256, layerIds, steps, own);
    if (own !== controller || own.signal.aborted) return;
    if (!isDone) write({ error: decoderTexts.replaced });
    else if (readApp().setup.metric === 'reconstruction' && isOnTable(sha256)) startRun();
  } catch (error) {
    if (own === controller) write({ error: messageOf(error) });
  } finally {
    if (own === controller) {
      controller = null;
      write({ isTraining: false });
    }
  }
  await readKept().catch((error: unknown) => write({ error: messageOf(error) }));
}

/** Whether training came to its own end. */
async function train(sha256: string, layerIds: readonly string[], steps: number, { signal }: AbortController): Promise<boolean> {
  const pictures = await picturesAtHand();
  if (signal.aborted) return false;
  if (!isOnTable(sha256)) throw new Error(decoderTexts.networkChanged);
  write({ pictures: pictures.length });
  stopAside();
  // The engine ends whatever it computes without a word to the table: what is open there is cancelled before.
  cancelRun();
  interruptRun();
  let isDone = false;
  const follow = (event: RunEvent) => {
    if (event.type === 'runDone') isDone = true;
    if (event.type === 'decoderProgress' && !signal.aborted) write(({ progress }) => ({ progress: new Map(progress).set(event.layerId, event) }));
    if (event.type !== 'decoderDone') return;
    changeDecoders(sha256, (decoders) => [...withoutTrained(decoders, event.decoder.layerId), event.decoder]);
    const { warning } = event;
    if (warning !== null) write(({ warnings }) => ({ warnings: [...new Set([...warnings, warning])] }));
  };
  await engine().trainDecoders({ layerIds, pictures, steps, seed: readApp().setup.seed }, follow, signal);
  return isDone;
}

/** Ends the training; decoders that are not finished are not kept. */
export function stopTraining(): void {
  controller?.abort();
  controller = null;
  write({ isTraining: false });
}

export async function deleteDecoder(networkSha256: string, layerId: string): Promise<void> {
  try {
    await engine().deleteDecoder(networkSha256, layerId);
    changeDecoders(networkSha256, (decoders) => withoutTrained(decoders, layerId));
    await readKept();
  } catch (error) {
    write({ error: messageOf(error) });
  }
}

const isOnTable = (sha256: string) => readApp().model?.loaded?.sha256 === sha256;

const withoutTrained = (decoders: readonly DecoderInfo[], layerId: string) =>
  decoders.filter((decoder) => decoder.layerId !== layerId || decoder.source === 'shipped');

/** In the order of the network, as the worker lists them; nothing where that network has left the table. */
function changeDecoders(sha256: string, change: (decoders: readonly DecoderInfo[]) => readonly DecoderInfo[]): void {
  const { model } = readApp();
  if (!model?.loaded || model.loaded.sha256 !== sha256) return;
  const { loaded } = model;
  const changed = change(loaded.decoders);
  const decoders = loaded.layers.flatMap(({ id }) => changed.filter(({ layerId }) => layerId === id));
  writeApp({ model: { ...model, loaded: { ...loaded, decoders } } });
}
