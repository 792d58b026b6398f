export interface Weights {
  /** Gzipped bytes of what the page's own thread runs before anything is shown. */
  readonly opening: number;
  /** Gzipped bytes of all that the page's own thread can ever fetch, `opening` included. */
  readonly page: number;
  /** Gzipped bytes of all scripts of all workers, WASM not counted. */
  readonly workers: number;
  /** Every script that was found, with what it weighs. */
  readonly scripts: readonly { readonly name: string; readonly side: 'opening' | 'page' | 'workers'; readonly bytes: number }[];
}

/** In gzipped bytes: what a visit that runs, reads large maps and settings may fetch for the page's own thread; all workers. */
export const LIMITS: { readonly visit: number; readonly workers: number };

/**
 * @param folder the built page
 * @throws where a script of it is reached neither from its index.html nor from a worker: then this count would overlook it
 */
export function weighPage(folder: string): Weights;
