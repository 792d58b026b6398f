/** Networks that the viewer brings: dropped, picked, from an address, or kept from an earlier visit. */
import type { ModelChoices } from '../core/modelChoices';
import { modelAddress, nameOfModel } from '../networks/modelAddress';
import { webAddress } from '../pictures/webAddress';
import { downloadCancelled, downloading, keptGone, notAnAddress } from '../ui/textsModels';
import { keepModel, keptFrom, keptModel, type OwnModel } from './keptModels';
import { download } from './modelDownload';
import { beginLoad, endLoad, type Loading, loadModel, tellModelError } from './models';
import { tell, writeApp } from './store';
import { unpackedModel } from './unpackedModel';

export async function openModelFiles(name: string, dropped: readonly File[]): Promise<void> {
  const isNewest = beginLoad(name);
  try {
    const opened = await unpackedModel(name, dropped);
    if (!isNewest()) return;
    await openOwn({ ...opened, address: null }, { link: null, title: opened.name }, null);
  } catch (error) {
    if (isNewest()) tellModelError(error);
  } finally {
    endLoad(isNewest);
  }
}

export interface AddressOptions {
  readonly keepsLayers?: boolean;
  readonly keepsTable?: boolean;
  /** From the link or a list of networks; null: as the viewer last had it, or as its files say. */
  readonly choices?: ModelChoices | null;
  readonly title?: string;
}

/** Fetched only where this browser has not kept it. The page's own files are fetched every time: they cost nothing. */
export async function openModelAddress(written: string, { keepsLayers = false, keepsTable = false, choices = null, title }: AddressOptions = {}): Promise<void> {
  if (webAddress(written, document.baseURI) === null) return tell('error', 'model', notAnAddress(written));
  const address = modelAddress(written, document.baseURI);
  const name = nameOfModel(address);
  const loading: Loading = { link: `url:${written.trim()}`, title: title ?? name, keepsLayers, keepsTable };
  const isNewest = beginLoad(loading.title);
  try {
    const kept = await keptFrom(address);
    if (!isNewest()) return;
    if (kept) return await openOwn({ ...kept, address }, loading, choices ?? kept.choices);
    writeApp({ modelLoading: downloading(loading.title) });
    const files = await download(address, loading.title);
    if (!isNewest()) return;
    if (!files) return tell('note', 'model', downloadCancelled(loading.title));
    const opened = await unpackedModel(name, files);
    if (isNewest()) await openOwn({ ...opened, address, ...(title !== undefined && { name: title }) }, loading, choices);
  } catch (error) {
    if (isNewest()) tellModelError(error);
  } finally {
    endLoad(isNewest);
  }
}

export async function openKeptModel(sha256: string, title: string, options: Pick<Loading, 'keepsLayers' | 'keepsTable'> = {}): Promise<void> {
  const kept = await keptModel(sha256);
  if (!kept) return tell('error', 'model', keptGone(title));
  await openOwn(kept, { link: kept.address === null ? null : `url:${kept.address}`, title: kept.title, ...options }, kept.choices);
}

async function openOwn(own: OwnModel, loading: Loading, choices: ModelChoices | null): Promise<void> {
  const { name, files, address } = own;
  const loaded = await loadModel({ kind: 'files', name, files, ...(choices && { choices }) }, loading);
  const isOurs = address !== null && new URL(address).origin === location.origin;
  if (loaded && !isOurs) await keepModel(own, loaded, choices ?? {});
}
