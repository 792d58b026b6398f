/**
 * Keeps the page's own files, and answers for them with the network on or off. It asks for nothing but those files, which the
 * build lists with their hashes; whatever else the page fetches passes by.
 */
import type { KeptReport, OfflineFile, ToServiceWorker } from './files';
import { cacheKey, groupOf, ISOLATION_HEADERS, pathInScope } from './files';

declare const __OFFLINE_FILES__: readonly OfflineFile[];
/** Written into the script by the build, once. */
const FILES = __OFFLINE_FILES__;

const worker = self as unknown as ServiceWorkerGlobalScope;
const CACHE = 'pixelsieve-files';
const scope = () => worker.registration.scope;
const files = new Map(FILES.map((file) => [file.path, file]));
const allBytes = FILES.reduce((sum, { bytes }) => sum + bytes, 0);

worker.addEventListener('install', (event) => event.waitUntil(keep(FILES.filter((file) => groupOf(file) === 'shell'))));

worker.addEventListener('activate', (event) => {
  event.waitUntil(dropOld().then(() => worker.clients.claim()));
});

worker.addEventListener('message', (event) => {
  const message = event.data as ToServiceWorker;
  switch (message.type) {
    case 'keepData':
      event.waitUntil(keepData(event.source));
      break;
    case 'takeOver':
      event.waitUntil(worker.skipWaiting());
      break;
    default: {
      const unknown: never = message;
      throw new Error(`unknown message ${JSON.stringify(unknown)}`);
    }
  }
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' && request.method !== 'HEAD') return;
  const path = pathInScope(request.url, scope());
  const file = path === null ? undefined : files.get(path);
  // A part of a file is the server's business.
  if (file && !request.headers.has('range')) event.respondWith(answer(file, request.method === 'HEAD'));
});

/** From the cache; what is not kept yet is fetched, kept and given. */
async function answer(file: OfflineFile, withoutBody: boolean): Promise<Response> {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(cacheKey(file, scope()));
  if (kept) return isolated(kept, withoutBody);
  const response = await fetch(new URL(file.path, scope()), { method: withoutBody ? 'HEAD' : 'GET' });
  if (!withoutBody && response.ok) await put(cache, file, response.clone());
  return isolated(response, withoutBody);
}

function isolated(response: Response, withoutBody: boolean): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(ISOLATION_HEADERS)) headers.set(name, value);
  const { status, statusText } = response;
  return new Response(withoutBody ? null : response.body, { status, statusText, headers });
}

/** A full disk is no reason to give nothing. */
async function put(cache: Cache, file: OfflineFile, response: Response): Promise<void> {
  await cache.put(cacheKey(file, scope()), response).catch(() => undefined);
}

/** @throws TypeError where a file cannot be had: the installation is then tried again on the next visit */
async function keep(wanted: readonly OfflineFile[]): Promise<void> {
  const cache = await caches.open(CACHE);
  const missing = await missingOf(cache, wanted);
  await Promise.all(
    missing.map(async (file) => {
      // Names without a hash in them may be in the browser's own cache in an older version.
      const response = await fetch(new URL(file.path, scope()), { cache: 'no-cache' });
      if (!response.ok) throw new TypeError(`${file.path}: HTTP ${response.status}`);
      await cache.put(cacheKey(file, scope()), response);
    }),
  );
}

async function missingOf(cache: Cache, wanted: readonly OfflineFile[]): Promise<readonly OfflineFile[]> {
  const kept = new Set((await cache.keys()).map(({ url }) => url));
  return wanted.filter((file) => !kept.has(cacheKey(file, scope())));
}

/** One after the other, after everything else that wants the network; the smallest first, so that most are there soon. */
async function keepData(told: Client | ServiceWorker | MessagePort | null): Promise<void> {
  const cache = await caches.open(CACHE);
  const missing = [...(await missingOf(cache, FILES))].sort((a, b) => a.bytes - b.bytes);
  let bytes = allBytes - missing.reduce((sum, file) => sum + file.bytes, 0);
  const report = (isComplete: boolean) => told?.postMessage({ type: 'kept', bytes, allBytes, isComplete } satisfies KeptReport, []);
  for (const file of missing) {
    report(false);
    try {
      const response = await fetch(new URL(file.path, scope()), { priority: 'low' } as RequestInit);
      if (!response.ok) continue;
      await cache.put(cacheKey(file, scope()), response);
      bytes += file.bytes;
    } catch {
      // No network any more, or no room: what is kept stays, and the next visit goes on from there.
      return report(false);
    }
  }
  report(bytes === allBytes);
}

/** What this version has no use for. */
async function dropOld(): Promise<void> {
  const cache = await caches.open(CACHE);
  const used = new Set(FILES.map((file) => cacheKey(file, scope())));
  for (const request of await cache.keys()) if (!used.has(request.url)) await cache.delete(request);
}
