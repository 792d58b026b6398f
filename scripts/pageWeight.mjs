/** `npm run weigh`: what the built page weighs, script by script; fails where it is more than it may be. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

export const LIMITS = { visit: 250_000, workers: 700_000 };

const STATIC_IMPORT = /(?:\bfrom|\bimport)\s*["'`]\.\/([^"'`]+\.js)["'`]/g;
const DYNAMIC_IMPORT = /\bimport\(\s*["'`]\.\/([^"'`]+\.js)["'`]/g;
const WORKER = /\bnew URL\(\s*["'`]([^"'`/]+\.js)["'`]/g;
const SCRIPT_TAG = /<script[^>]*\bsrc="\.\/assets\/([^"]+\.js)"/g;

export function weighPage(folder) {
  const assets = join(folder, 'assets');
  const scriptsOf = (place) => readdirSync(place).filter((name) => name.endsWith('.js')).map((name) => [name, readFileSync(join(place, name), 'utf8')]);
  // What serves the page offline lies beside index.html.
  const texts = new Map([...scriptsOf(folder), ...scriptsOf(assets)]);
  const names = [...texts.keys()];
  const namedIn = (name, ...patterns) => patterns.flatMap((pattern) => matches(texts.get(name), pattern)).filter((found) => texts.has(found));
  const closure = (starts, ...patterns) => {
    const found = new Set(starts);
    for (const name of found) for (const next of namedIn(name, ...patterns)) found.add(next);
    return found;
  };
  const entries = matches(readFileSync(join(folder, 'index.html'), 'utf8'), SCRIPT_TAG);
  const opening = closure(entries, STATIC_IMPORT);
  const page = closure(entries, STATIC_IMPORT, DYNAMIC_IMPORT);
  const workers = closure([...page].flatMap((name) => namedIn(name, WORKER)), STATIC_IMPORT, DYNAMIC_IMPORT, WORKER);
  const lost = names.filter((name) => !page.has(name) && !workers.has(name));
  if (opening.size === 0 || workers.size === 0 || lost.length > 0) {
    throw new Error(`${folder}: nothing leads from index.html to ${lost.join(', ') || 'a script or a worker'}: its weight cannot be told`);
  }
  const bytes = new Map(names.map((name) => [name, gzipSync(texts.get(name), { level: 9 }).length]));
  const sum = (set) => [...set].reduce((total, name) => total + bytes.get(name), 0);
  const sideOf = (name) => (opening.has(name) ? 'opening' : page.has(name) ? 'page' : 'workers');
  const scripts = names.map((name) => ({ name, side: sideOf(name), bytes: bytes.get(name) }));
  return { opening: sum(opening), page: sum(page), workers: sum(workers), scripts: scripts.sort((a, b) => b.bytes - a.bytes) };
}

function matches(text, pattern) {
  return [...text.matchAll(pattern)].map(([, name]) => name);
}

function report(folder) {
  const weights = weighPage(folder);
  const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1).padStart(7)} KB`;
  for (const { name, side, bytes } of weights.scripts) console.log(`${kilobytes(bytes)}  ${side.padEnd(7)}  ${name}`);
  console.log(`${kilobytes(weights.opening)}  of the page's own thread before anything is shown, gzipped; a visit may fetch ${LIMITS.visit / 1000} KB`);
  console.log(`${kilobytes(weights.page)}  of the page's own thread with all that opens on a click`);
  console.log(`${kilobytes(weights.workers)}  workers, without WASM; at most ${LIMITS.workers / 1000} KB`);
  return weights.opening <= LIMITS.visit && weights.workers <= LIMITS.workers;
}

const self = fileURLToPath(import.meta.url);
if (process.argv[1] === self) process.exit(report(process.argv[2] ?? join(dirname(dirname(self)), 'dist')) ? 0 : 1);
