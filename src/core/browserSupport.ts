/** What the page cannot do without, and which browsers have it. */

export type NeededFeature = 'Worker' | 'OffscreenCanvas' | 'createImageBitmap' | 'structuredClone';

const NEEDED: readonly NeededFeature[] = ['Worker', 'OffscreenCanvas', 'createImageBitmap', 'structuredClone'];

/** In the order of the list; empty where the page can run. WebAssembly and GPUs are not among them: there are ways without either. */
export function missingFeatures(browser: object): readonly NeededFeature[] {
  return NEEDED.filter((name) => typeof (browser as Readonly<Record<string, unknown>>)[name] !== 'function');
}

/** The first versions with all of it, and with module workers and what the scripts are written in. */
export const LEAST_VERSIONS = { chrome: 113, edge: 113, firefox: 115, safari: '16.4' } as const;
