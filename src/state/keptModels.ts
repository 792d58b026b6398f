/** The viewer's own networks that this browser keeps, for the picker. */
import { create } from 'zustand';
import type { ModelChoices } from '../core/modelChoices';
import type { LoadedModel } from '../engine/protocol';
import type { KeptModel, KeptModelInfo, ModelStore } from '../networks/keptModels';
import { indexedDbModelStore } from '../networks/keptModels';
import { notKept } from '../ui/textsModels';
import { tell } from './store';

export const useKeptModels = create<{ readonly kept: readonly KeptModelInfo[] }>()(() => ({ kept: [] }));

let store: ModelStore = indexedDbModelStore();

/** For tests. */
export function provideModelStore(other: ModelStore): void {
  store = other;
}

/** A browser that keeps nothing has kept nothing. */
export async function surveyKeptModels(): Promise<void> {
  useKeptModels.setState({ kept: await store.list().catch(() => []) });
}

export interface OwnModel {
  readonly name: string;
  readonly address: string | null;
  readonly files: readonly File[];
}

/** Keeps a network that is known to be sound; where the browser refuses, it says so and the network is used all the same. */
export async function keepModel({ name, address, files }: OwnModel, loaded: LoadedModel, choices: ModelChoices): Promise<void> {
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  const { sha256, card } = loaded;
  try {
    await store.put({ sha256, title: card.title, name, address, bytes, savedAt: new Date().toISOString(), choices, files });
  } catch (error) {
    tell('warning', 'kept', notKept(card.title, error instanceof Error ? error.message : String(error)));
  }
  await surveyKeptModels();
}

/** Of a session: its hash is of the files, which have been checked. False where the browser keeps nothing. */
export async function keepOwnModel(model: Pick<KeptModel, 'sha256' | 'title' | 'name' | 'choices' | 'files'>): Promise<boolean> {
  const bytes = model.files.reduce((sum, file) => sum + file.size, 0);
  try {
    if (!(await store.get(model.sha256))) await store.put({ ...model, address: null, bytes, savedAt: new Date().toISOString() });
  } catch {
    return false;
  }
  await surveyKeptModels();
  return true;
}

/** What the viewer changed of a network that is kept is there on the next visit. */
export async function keepChoices(sha256: string, choices: ModelChoices): Promise<void> {
  const kept = await store.get(sha256).catch(() => undefined);
  if (kept) await store.put({ ...kept, choices }).catch(() => undefined);
  await surveyKeptModels();
}

/** @returns undefined where the browser no longer has it */
export function keptModel(sha256: string): Promise<KeptModel | undefined> {
  return store.get(sha256).catch(() => undefined);
}

export function keptFrom(address: string): Promise<KeptModel | undefined> {
  return store.find(address).catch(() => undefined);
}

export async function deleteKeptModel(sha256: string): Promise<void> {
  await store.delete(sha256).catch(() => undefined);
  await surveyKeptModels();
}
