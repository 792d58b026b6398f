/** The page's own files, as the build lists them for the service worker, and what is said between page and worker. */

export interface OfflineFile {
  /** Relative to the page. */
  readonly path: string;
  /** Of its contents: a file that has changed is another one. */
  readonly revision: string;
  readonly bytes: number;
}

/** What the page cannot open without, and what is kept after its first run. */
export type FileGroup = 'shell' | 'data';

/** Networks, photographs and results of studies are large and none of them is needed to open the page. */
const DATA = /^(models\/.+\/|samples\/photographs\/|recorded\/|studies\/)/;
/** Cards are small, and shown before their network is there. */
const ALWAYS = /\/card\.json$/;

export function groupOf({ path }: Pick<OfflineFile, 'path'>): FileGroup {
  return DATA.test(path) && !ALWAYS.test(path) ? 'data' : 'shell';
}

/** Where a file lies in the cache: another revision lies elsewhere, so that nothing old is ever given for it. */
export function cacheKey({ path, revision }: OfflineFile, scope: string): string {
  const url = new URL(path, scope);
  url.searchParams.set('revision', revision);
  return url.href;
}

/**
 * A request's path relative to the scope, the page itself as `index.html`; null where it lies outside, or a file is asked something.
 * The page may be asked: `?lesson=` is read by its own script.
 */
export function pathInScope(address: string, scope: string): string | null {
  const url = new URL(address);
  const base = new URL(scope);
  if (url.origin !== base.origin || !url.pathname.startsWith(base.pathname)) return null;
  const path = decodeURIComponent(url.pathname.slice(base.pathname.length)) || 'index.html';
  return url.search === '' || path === 'index.html' ? path : null;
}

/** What threads need; hosts that send none get them from the worker, from the second visit on. */
export const ISOLATION_HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

/** From the page: keep what is not kept yet; take over from the version before. */
export type ToServiceWorker = { readonly type: 'keepData' } | { readonly type: 'takeOver' };

/** To the page: how much of its own files is kept. */
export interface KeptReport {
  readonly type: 'kept';
  readonly bytes: number;
  readonly allBytes: number;
  /** Whether nothing is left to be fetched. */
  readonly isComplete: boolean;
}
