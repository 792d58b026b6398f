/** The page without a network: its service worker, from when it is registered to when a newer version has come. */
import { create } from 'zustand';
import type { KeptReport, ToServiceWorker } from '../offline/files';
import { offlineTexts } from '../ui/textsOffline';
import type { MessageAction } from './messages';
import { offer, readApp, useApp } from './store';

export interface OfflineState {
  /** 'none': the browser, or where the page is served from, does not allow it. */
  readonly status: 'none' | 'waiting' | 'keeping' | 'ready';
  readonly bytes: number;
  readonly allBytes: number;
}

export const useOffline = create<OfflineState>()(() => ({ status: 'none', bytes: 0, allBytes: 0 }));

/** A page on which nothing is started has had its first look by then. */
const IDLE_MS = 10_000;

/** Called once. Nothing is registered or fetched before the first run is over: it has the machine and the network to itself. */
export function followOffline(): void {
  if (!('serviceWorker' in navigator) || !isSecureContext) return;
  useOffline.setState({ status: 'waiting' });
  let isBegun = false;
  const begin = () => {
    if (isBegun) return;
    isBegun = true;
    unsubscribe();
    register().catch(() => useOffline.setState({ status: 'none' }));
  };
  const unsubscribe = useApp.subscribe(({ runStatus }, before) => {
    if (before.runStatus === 'running' && runStatus !== 'running') begin();
  });
  setTimeout(() => readApp().runStatus === 'running' || begin(), IDLE_MS);
}

async function register(): Promise<void> {
  const { serviceWorker } = navigator;
  const wasControlled = serviceWorker.controller !== null;
  serviceWorker.addEventListener('message', ({ data }: MessageEvent<KeptReport>) => {
    if (data.type !== 'kept') return;
    useOffline.setState({ status: data.isComplete ? 'ready' : 'keeping', bytes: data.bytes, allBytes: data.allBytes });
    if (data.isComplete) document.documentElement.dataset['offline'] = 'ready';
  });
  // Another window has taken the newer version: this one still runs the older.
  serviceWorker.addEventListener('controllerchange', () => wasControlled && reloadWanted());
  const registration = await serviceWorker.register(new URL('sw.js', document.baseURI), { updateViaCache: 'none' });
  if (registration.waiting) tellUpdate(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const found = registration.installing;
    found?.addEventListener('statechange', () => {
      // The very first one replaces nothing.
      if (found.state === 'installed' && serviceWorker.controller) tellUpdate(found);
    });
  });
  const { active } = await serviceWorker.ready;
  if (!active) return;
  if (!wasControlled && !crossOriginIsolated && readApp().backend?.name === 'wasm') {
    offer('backend', reload, offlineTexts.threadsAfterReload);
  }
  if (!savesData()) active.postMessage({ type: 'keepData' } satisfies ToServiceWorker, []);
}

/** Whoever pays by the megabyte keeps what is used, as it is used. */
const savesData = () => (navigator as { readonly connection?: { readonly saveData?: boolean } }).connection?.saveData === true;

function tellUpdate(waiting: ServiceWorker): void {
  const act = () => {
    isReloadAsked = true;
    waiting.postMessage({ type: 'takeOver' } satisfies ToServiceWorker, []);
  };
  offer('update', { label: offlineTexts.reload, act }, offlineTexts.update);
}

let isReloadAsked = false;

const reload: MessageAction = { label: offlineTexts.reload, act: () => location.reload() };

function reloadWanted(): void {
  if (isReloadAsked) location.reload();
  else offer('update', reload, offlineTexts.updateTaken);
}
