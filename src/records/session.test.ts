import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { sha256Hex } from '../pictures/sha256';
import { RECORD } from '../testing/runRecords';
import { readSession } from './readSession';
import { runFromJson } from './runFromJson';
import { runToJson } from '../export/runToJson';
import type { RunRecord } from './runRecord';
import type { Session } from './session';
import { NO_REST } from './session';
import { writeSession } from './writeSession';

type Bytes = Uint8Array<ArrayBuffer>;
type Manifest = { [key: string]: unknown } & { runs: { file: string; seen: string }[] };

const bytesOf = (...values: readonly number[]): Bytes => Uint8Array.from(values);
const rgb = (seed: number) => Float32Array.from({ length: 18 }, (_, i) => Math.fround(Math.sin(seed + i)));
/** As the format has it: what it leaves out is not what this is about. */
const plainRun = runFromJson(runToJson(RECORD), 'run.json');
const reconstructions = { width: 3, height: 2, clean: rgb(1), noisy: [rgb(2), rgb(3)] };
const run: RunRecord = {
  ...plainRun,
  picture: { ...plainRun.picture, seen: { width: 3, height: 2, rgb: rgb(0) } },
  layers: plainRun.layers.map((layer, i) => (i === 1 ? layer : { ...layer, reconstructions })),
};

const PNG_BYTES = bytesOf(0x89, 0x50, 1, 2, 3, 250);
let session: Session;
let written: Bytes;

beforeAll(async () => {
  session = {
    appVersion: '0.1.0',
    createdAt: '2026-11-25T10:00:00.000Z',
    link: '#v=1&budget=2',
    view: { scheme: 'viridis', later: [1] },
    pictures: [{ name: '../ship.PNG', sha256: await sha256Hex(PNG_BYTES), link: null, bytes: PNG_BYTES }],
    networks: [{ name: 'mine', title: 'Mine', sha256: 'ab', choices: { labels: { set: 'none' } }, files: [{ name: 'model.json', bytes: bytesOf(123, 125) }, { name: 'a.bin', bytes: bytesOf(0, 0, 128, 63) }] }],
    runs: [plainRun, run],
    tableRun: 1,
    board: { panes: [{ run: 0 }] },
    rest: NO_REST,
  };
  written = await writeSession(session);
});

/** The zip with some of its files changed; null takes one out. */
function changed(change: Readonly<Record<string, Bytes | string | null>>): Bytes {
  const files: Record<string, Uint8Array> = unzipSync(written);
  for (const [path, bytes] of Object.entries(change)) {
    if (bytes === null) delete files[path];
    else files[path] = typeof bytes === 'string' ? strToU8(bytes) : bytes;
  }
  return zipSync(files) as Bytes;
}

function withManifest(change: (manifest: Manifest) => object): Bytes {
  const manifest = JSON.parse(strFromU8(unzipSync(written)['manifest.json']!)) as Manifest;
  return changed({ 'manifest.json': JSON.stringify(change(manifest)) });
}

describe('a session file', () => {
  it('comes back whole: pictures to the byte, numbers to the bit', async () => {
    expect(await readSession(written, 'mine.pixelsieve')).toEqual(session);
  });

  it('has an export in it that opens by itself, and plain names', () => {
    const files = unzipSync(written);
    expect(Object.keys(files).sort()).toEqual([
      'manifest.json', 'networks/1/1.json', 'networks/1/2.bin', 'pictures/1.png', 'runs/1.json', 'runs/2.json', 'runs/2.reconstructions.f32', 'runs/2.seen.f32',
    ]);
    expect(runFromJson(strFromU8(files['runs/1.json']!), 'run.json')).toEqual(plainRun);
    expect([...files['pictures/1.png']!]).toEqual([...PNG_BYTES]);
  });

  it('keeps what it does not know and writes it back', async () => {
    const foreign = changed({
      'notes/lecture.md': 'words',
      'manifest.json': JSON.stringify({ ...(JSON.parse(strFromU8(unzipSync(written)['manifest.json']!)) as object), lecture: { page: 3 } }),
    });
    const read = await readSession(foreign, 'theirs.pixelsieve');
    expect(read.rest.manifest).toEqual({ lecture: { page: 3 } });
    expect([...read.rest.files.keys()]).toEqual(['notes/lecture.md']);
    const again = await readSession(await writeSession(read), 'again.pixelsieve');
    expect(again).toEqual(read);
  });

  it('may be put together by hand, without a list of parts', async () => {
    const bytes = withManifest(({ format, formatVersion, createdAt, runs }) => ({ format, formatVersion, createdAt, runs: [{ file: runs[0]!.file }], pictures: [] }));
    expect(await readSession(bytes, 'hand.pixelsieve')).toMatchObject({ runs: [plainRun], pictures: [], networks: [], tableRun: null, link: '', board: null });
  });

  it.each<[string, () => Bytes, RegExp]>([
    ['no zip', () => strToU8('not a zip at all') as Bytes, /“x\.pixelsieve” cannot be unpacked/],
    ['a zip that is cut off', () => written.slice(0, written.length - 40), /“x\.pixelsieve” cannot be unpacked.*cut off/],
    ['another zip', () => zipSync({ 'a.txt': strToU8('a') }) as Bytes, /no session of this page: it has no manifest\.json/],
    ['another format', () => withManifest((manifest) => ({ ...manifest, format: 'x' })), /its format is not "pixelsieve\.session"/],
    ['a newer version', () => withManifest((manifest) => ({ ...manifest, formatVersion: 2 })), /formatVersion 2; this page reads sessions up to 1/],
    ['a broken manifest', () => changed({ 'manifest.json': '{' }), /“x\.pixelsieve › manifest\.json” is not JSON/],
    ['a missing picture', () => changed({ 'pictures/1.png': null }), /lacks pictures\/1\.png, which its manifest\.json names/],
    ['a picture with one byte changed', () => changed({ 'pictures/1.png': bytesOf(0x89, 0x50, 1, 2, 3, 251) }), /is damaged: its pictures\/1\.png is not what was written/],
    ['a run on the table that is not there', () => withManifest((manifest) => ({ ...manifest, tableRun: 2 })), /tableRun is 2, but must be a whole number from 0 to 1/],
    ['a run that is no run', () => withManifest((manifest) => ({ ...manifest, parts: [], runs: [{ file: 'networks/1/1.json' }] })), /“x\.pixelsieve › networks\/1\/1\.json” is JSON, but not a run/],
    ['pixels of another size', () => withManifest((manifest) => ({ ...manifest, parts: [], runs: [{ ...manifest.runs[1], seen: 'pictures/1.png' }] })), /runs\[0\]\.seen is "pictures\/1\.png", but must be a file of 3 × 2 × 3 numbers/],
  ])('refuses %s by file and part', async (_, bytes, message) => {
    await expect(readSession(bytes(), 'x.pixelsieve')).rejects.toThrow(message);
  });
});
