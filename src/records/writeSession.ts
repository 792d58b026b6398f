/**
 * A session as one file, `.pixelsieve`: a zip whose manifest.json says what is in it.
 *
 * - `format` "pixelsieve.session", `formatVersion` 1, `appVersion`, `createdAt`
 * - `link`: the page's hash with all that was chosen; `view`: how it was shown; `tableRun`: index of the run on the table, or null
 * - `pictures`: `file`, `name`, `sha256`, `link`; the bytes as they were dropped or fetched
 * - `networks`: `name`, `title`, `sha256`, `choices`, `files` (`file` and the `name` that the network's manifest calls it)
 * - `runs`: `file`, a JSON export (formats.md); `seen`, float32 RGB of what the network saw, row by row, or null; `reconstructions`,
 *   null or `file` and for each layer `layerId`, `width`, `height`, `noisy`: float32 RGB, the clean one and then so many noisy ones
 * - `board`: what the board says of its panes
 * - `parts`: `path`, `bytes`, `sha256` of every file above, to tell a damaged one by
 */
import { runToJson } from '../export/runToJson';
import { sha256Hex } from '../pictures/sha256';
import type { LayerRecord, RunRecord } from './runRecord';
import type { Session } from './session';
import { SESSION_FORMAT, SESSION_FORMAT_VERSION } from './session';

type Bytes = Uint8Array<ArrayBuffer>;

export async function writeSession(session: Session): Promise<Bytes> {
  const parts = new Map<string, Bytes>();
  const add = (path: string, bytes: Bytes) => {
    parts.set(path, bytes);
    return path;
  };
  const manifest = {
    ...session.rest.manifest,
    format: SESSION_FORMAT,
    formatVersion: SESSION_FORMAT_VERSION,
    appVersion: session.appVersion,
    createdAt: session.createdAt,
    link: session.link,
    view: session.view,
    pictures: session.pictures.map(({ bytes, ...picture }, i) => ({ file: add(`pictures/${i + 1}${extensionOf(picture.name)}`, bytes), ...picture })),
    networks: session.networks.map(({ files, ...network }, i) => ({
      ...network,
      files: files.map(({ name, bytes }, j) => ({ file: add(`networks/${i + 1}/${j + 1}${extensionOf(name)}`, bytes), name })),
    })),
    runs: session.runs.map((record, i) => runParts(record, `runs/${i + 1}`, add)),
    tableRun: session.tableRun,
    board: session.board,
    parts: await Promise.all([...parts].map(async ([path, bytes]) => ({ path, bytes: bytes.length, sha256: await sha256Hex(bytes) }))),
  };
  const files = new Map([...session.rest.files, ...parts, ['manifest.json', encoded(JSON.stringify(manifest, null, 2))]]);
  return zipped(files);
}

function runParts(record: RunRecord, stem: string, add: (path: string, bytes: Bytes) => string) {
  const { seen } = record.picture;
  const painted = record.layers.filter((layer): layer is LayerRecord & { reconstructions: object } => layer.reconstructions !== null);
  return {
    file: add(`${stem}.json`, encoded(runToJson(record))),
    seen: seen && add(`${stem}.seen.f32`, floatBytes([seen.rgb])),
    reconstructions:
      painted.length === 0
        ? null
        : {
            file: add(`${stem}.reconstructions.f32`, floatBytes(painted.flatMap(({ reconstructions }) => [reconstructions.clean, ...reconstructions.noisy]))),
            layers: painted.map(({ info, reconstructions: { width, height, noisy } }) => ({ layerId: info.id, width, height, noisy: noisy.length })),
          },
  };
}

const encoded = (text: string) => new TextEncoder().encode(text);

/** Little-endian, whatever the machine. */
function floatBytes(arrays: readonly Float32Array[]): Bytes {
  const bytes = new Uint8Array(4 * arrays.reduce((sum, { length }) => sum + length, 0));
  const view = new DataView(bytes.buffer);
  let offset = 0;
  for (const array of arrays) {
    for (const value of array) {
      view.setFloat32(offset, value, true);
      offset += 4;
    }
  }
  return bytes;
}

/** Names are the viewer's, and may be anything: paths in the zip are ours. */
function extensionOf(name: string): string {
  return /\.[a-z0-9]{1,8}$/i.exec(name)?.[0].toLowerCase() ?? '';
}

/** What is compressed already is stored as it is. */
const COMPRESSED = /\.(png|jpe?g|webp|gif|avif|hei[cf]|zip)$/;

async function zipped(files: ReadonlyMap<string, Bytes>): Promise<Bytes> {
  const { zip } = await import('fflate');
  const entries = Object.fromEntries([...files].map(([path, bytes]) => [path, [bytes, { level: COMPRESSED.test(path) ? 0 : 6 }] as [Bytes, { level: 0 | 6 }]]));
  return new Promise((resolve, reject) => {
    zip(entries, (error, bytes) => (error ? reject(error) : resolve(bytes as Bytes)));
  });
}
