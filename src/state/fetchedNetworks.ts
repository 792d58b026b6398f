/** Whether what the catalogue says is fetched at set-up has been. */
import type { CatalogueEntry } from '../core/modelCard';

const known = new Map<string, Promise<boolean>>();

/** Asked of the page's own server, once a visit; networks that need no fetching are there. */
export function isNetworkFetched({ path, remedy }: CatalogueEntry): Promise<boolean> {
  if (remedy === undefined) return Promise.resolve(true);
  const asked = known.get(path) ?? ask(`models/${path}`);
  known.set(path, asked);
  return asked;
}

async function ask(address: string): Promise<boolean> {
  try {
    const response = await fetch(address, { method: 'HEAD' });
    // Single-page hosts answer a missing file with their index.html.
    return response.ok && !(response.headers.get('content-type')?.startsWith('text/html') ?? false);
  } catch {
    return false;
  }
}
