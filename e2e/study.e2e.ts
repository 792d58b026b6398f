/** `npm run study`: a broken network fails by name and costs nothing else; once it is mended, the same command computes what is missing. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { tinyGraphModel, withoutShard, type ModelFolder } from './support/tinyModel';

const ROOT = join(import.meta.dirname, '..');

/** On the page that the other tests use. */
function study(file: string, out: string): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    execFile('node', ['scripts/study.mjs', file, '--out', out, '--site', 'dist'], { cwd: ROOT }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, said: stdout + stderr }));
  });
}

function write(folder: string, files: ModelFolder): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
}

test('a study goes on where it stopped, and says what it could not compute', { tag: '@slow' }, async () => {
  test.setTimeout(240_000);
  const folder = mkdtempSync(join(tmpdir(), 'pixelsieve-study-'));
  const out = join(folder, 'out');
  write(join(folder, 'sound'), tinyGraphModel());
  write(join(folder, 'broken'), withoutShard(tinyGraphModel({ seed: 2 })));
  const file = join(folder, 'mine.json');
  const boxes = { pictures: [{ file: 'bird-redstart', box: [8, 4, 28, 28] }] };
  writeFileSync(join(folder, 'boxes.json'), JSON.stringify(boxes));
  writeFileSync(file, JSON.stringify({
    networks: ['sound/model.json', 'broken/model.json'], pictures: { samples: ['bird-redstart'] }, boxes: 'boxes.json', concentration: true,
    layers: 'conv1,conv2', backend: 'wasm',
  }));

  const first = await study(file, out);
  expect(first.code, first.said).toBe(1);
  expect(first.said).toMatch(/broken on bird-redstart failed: .*weight file/);
  const runs = join(out, 'runs');
  expect(readdirSync(runs)).toEqual(['sound--bird-redstart.json']);
  const finished = statSync(join(runs, 'sound--bird-redstart.json')).mtimeMs;

  write(join(folder, 'broken'), tinyGraphModel({ seed: 2 }));
  const second = await study(file, out);
  expect(second.code, second.said).toBe(0);
  expect(second.said).toContain('1 of 2 runs are there already');
  expect(statSync(join(runs, 'sound--bird-redstart.json')).mtimeMs).toBe(finished);
  const run = JSON.parse(readFileSync(join(runs, 'broken--bird-redstart.json'), 'utf8'));
  expect(run).toMatchObject({ format: 'pixelsieve.run', formatVersion: 1, image: { link: 'sample:bird-redstart' } });
  const table = JSON.parse(readFileSync(join(out, 'table.json'), 'utf8'));
  expect(table.failures).toEqual([]);
  expect(table.rows).toHaveLength(4);
  expect(table.rows.every((row: { concentrationNats: unknown }) => typeof row.concentrationNats === 'number')).toBe(true);
  expect(readFileSync(join(out, 'table.csv'), 'utf8').trimEnd().split('\r\n')).toHaveLength(5);

  writeFileSync(file, readFileSync(file, 'utf8').replace('"backend"', '"budget":3,"backend"'));
  const third = await study(file, out);
  expect(third.code).toBe(1);
  expect(third.said).toMatch(/has results of other settings.*--fresh/);
});
