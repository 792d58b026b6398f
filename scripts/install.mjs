/** Installs what package-lock.json says, once for each version of it. Node.js built-ins only: this runs first. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const LOCK = 'package-lock.json';
/** What node_modules was installed from, by hash: a fresh checkout has newer dates and the same contents. */
const STAMP = join('node_modules', '.installed-from');

/**
 * Installs where node_modules is missing or of another package-lock.json; ends the process when that fails.
 * Not `npm ci`: it wants every platform's optional binaries in the lock file, and a lock file written where a registry
 * holds some of them only lacks the others. `npm install` takes the locked versions and finds those by itself.
 */
export function ensureInstalled() {
  if (isInstalled()) return;
  console.log('Installing dependencies ...');
  const { status } = runNpm(['install', '--no-save', '--prefer-offline', '--no-audit', '--no-fund']);
  if (status !== 0) {
    console.error('The dependencies could not be installed: see npm’s message above. Is the network there?');
    process.exit(status || 1);
  }
  writeFileSync(STAMP, lockHash());
}

function isInstalled() {
  if (!existsSync('node_modules')) return false;
  if (existsSync(STAMP)) return readFileSync(STAMP, 'utf8') === lockHash();
  // Installed by hand: npm's own record is at least as new as the lock file it was made from.
  const record = join('node_modules', '.package-lock.json');
  return existsSync(record) && statSync(record).mtimeMs >= statSync(LOCK).mtimeMs;
}

function lockHash() {
  return createHash('sha256').update(readFileSync(LOCK)).digest('hex');
}

/** The npm that started this script, or the one on the path. */
export function runNpm(parameters) {
  const npm = process.env.npm_execpath;
  return npm
    ? spawnSync(process.execPath, [npm, ...parameters], { stdio: 'inherit' })
    : spawnSync('npm', parameters, { stdio: 'inherit', shell: process.platform === 'win32' });
}
