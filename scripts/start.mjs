/**
 * `npm start`: from a fresh clone to the open page. Serves the built page, not the development server: it loads
 * faster, which decides how soon the first map is there. Options: --port N, --host (for others on the network).
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { checkNode } from './checkNode.mjs';
import { fetchParts } from './fetchParts.mjs';
import { ensureInstalled } from './install.mjs';

checkNode();
process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));
const { values: options } = parseArgs({
  options: { port: { type: 'string', default: '4173' }, host: { type: 'boolean', default: false } },
});

ensureInstalled();
fetchParts();
const { build, preview } = await import('vite');
if (isBuildStale()) {
  console.log('Building the page ...');
  await build({ logLevel: 'warn' });
}
const server = await preview({ preview: { port: Number(options.port), host: options.host, open: false }, logLevel: 'warn' });
const address = server.resolvedUrls.local[0];
console.log(`\nPixelsieve is at ${address}  (Ctrl+C ends it)`);
for (const other of server.resolvedUrls.network) console.log(`For others on this network: ${other}`);
if (hasDisplay()) openInBrowser(address);

function isBuildStale() {
  const built = join('dist', 'index.html');
  if (!existsSync(built)) return true;
  const sources = ['index.html', 'vite.config.ts', 'package.json', 'package-lock.json', ...filesIn('src'), ...filesIn('public')];
  const builtAt = statSync(built).mtimeMs;
  return sources.some((path) => statSync(path).mtimeMs > builtAt);
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true }).map((name) => join(folder, name));
}

function hasDisplay() {
  if (process.env.CI) return false;
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

function openInBrowser(url) {
  const [command, parameters] =
    process.platform === 'darwin' ? ['open', [url]]
    : process.platform === 'win32' ? ['cmd', ['/c', 'start', '', url]]
    : ['xdg-open', [url]];
  const opener = spawn(command, parameters, { stdio: 'ignore', detached: true });
  // The address is on screen: who has no opener clicks it there.
  opener.on('error', () => undefined);
  opener.unref();
}
