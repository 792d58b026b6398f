/** The page as it is shipped, with source maps beside it, and a plain server for it. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { startStaticServer, type StaticServer } from '../../e2e/support/staticServer';
import { buildPage } from '../../scripts/buildPage';
import { crossOriginIsolationHeaders } from '../../vite.config';

export interface Site {
  readonly folder: string;
  /** First digits of the SHA-256 of all scripts: which build it is. */
  readonly digest: string;
  readonly server: StaticServer;
}

/** Minified as for release; the maps are never fetched by the page. */
export async function buildSite(root: string, folder: string): Promise<Site> {
  await buildPage(root, { outDir: folder, sourcemap: 'hidden' });
  return serveSite(folder);
}

export async function serveSite(folder: string): Promise<Site> {
  const read = async (asked: string): Promise<Buffer | null> => {
    const file = path.join(folder, decodeURIComponent(asked || 'index.html'));
    return file.startsWith(folder) && statSync(file, { throwIfNoEntry: false })?.isFile() ? readFile(file) : null;
  };
  const server = await startStaticServer({ read, headers: crossOriginIsolationHeaders });
  return { folder, digest: digestOf(folder), server };
}

function digestOf(folder: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(path.join(folder, 'assets')).sort()) {
    if (name.endsWith('.js')) hash.update(readFileSync(path.join(folder, 'assets', name)));
  }
  return hash.digest('hex').slice(0, 12);
}

const STATIC_IMPORT = /(?:\bfrom|\bimport)\s*["']\.\/([^"']+\.js)["']/g;

/** These scripts and what they import before they run, paths in the site. A browser lists a worker's with those of its page. */
export function withImports(site: Pick<Site, 'folder'>, addresses: readonly string[]): Set<string> {
  const found = new Set<string>();
  const follow = (name: string) => {
    if (found.has(name)) return;
    found.add(name);
    const text = readFileSync(path.join(site.folder, name), 'utf8');
    for (const [, imported] of text.matchAll(STATIC_IMPORT)) follow(path.posix.join(path.posix.dirname(name), imported!));
  };
  for (const address of addresses) {
    const name = new URL(address).pathname.replace(/^\//, '');
    if (name.endsWith('.js')) follow(name);
  }
  return found;
}

/** Kilobytes (1000) of these scripts of the site, each compressed by itself as a server would. */
export function gzippedKilobytes(site: Pick<Site, 'folder'>, names: Iterable<string>): number {
  return [...names].reduce((sum, name) => sum + gzipSync(readFileSync(path.join(site.folder, name)), { level: 9 }).length, 0) / 1000;
}
