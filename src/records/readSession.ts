/** A session file, checked part by part: nothing of it is used before all of it is sound. The format is in writeSession.ts. */
import { sha256Hex } from '../pictures/sha256';
import type { Field } from './fields';
import { at, isGiven, listOf, nameOf, numberOf, optional, parseFields, RecordError, refuseField, textOf } from './fields';
import { readChoices } from './modelFromPlain';
import { runFromJson } from './runFromJson';
import type { LayerRecord, RunRecord } from './runRecord';
import type { Session, SessionNetwork, SessionPicture } from './session';
import { SESSION_FORMAT, SESSION_FORMAT_VERSION } from './session';

type Bytes = Uint8Array<ArrayBuffer>;
type Parts = ReadonlyMap<string, Bytes>;

const MANIFEST = 'manifest.json';
const UNPACKED_BYTES_MOST = 1.5e9;
const KNOWN_KEYS = new Set(['format', 'formatVersion', 'appVersion', 'createdAt', 'link', 'view', 'pictures', 'networks', 'runs', 'tableRun', 'board', 'parts']);

/**
 * @param fileName as messages call it
 * @throws RecordError naming file and part, ready to show
 */
export async function readSession(bytes: Bytes, fileName: string): Promise<Session> {
  const files = await unzipped(bytes, fileName);
  const manifest = files.get(MANIFEST);
  if (!manifest) throw new RecordError(`“${fileName}” is a zip, but no session of this page: it has no ${MANIFEST}. Drop a file that Export > Session wrote.`);
  const root = parseFields(new TextDecoder().decode(manifest), `${fileName} › ${MANIFEST}`);
  checkFormat(root, fileName);
  await checkParts(root, files, fileName);
  const take = takingFrom(files, fileName);
  const runs = listOf(at(root, 'runs')).map((field) => readRun(field, take, fileName));
  const session = {
    appVersion: optional(at(root, 'appVersion'), textOf) ?? '',
    createdAt: textOf(at(root, 'createdAt')),
    link: optional(at(root, 'link'), textOf) ?? '',
    view: optional(at(root, 'view'), readPlain) ?? {},
    pictures: listOf(at(root, 'pictures')).map((field) => readPicture(field, take)),
    networks: (optional(at(root, 'networks'), listOf) ?? []).map((field) => readNetwork(field, take)),
    runs,
    tableRun: optional(at(root, 'tableRun'), (field) => numberOf(field, { least: 0, most: runs.length - 1, isWhole: true })),
    board: at(root, 'board').value ?? null,
  };
  return { ...session, rest: { manifest: unknownKeys(root), files: new Map([...files].filter(([path]) => path !== MANIFEST && !take.taken.has(path))) } };
}

function checkFormat(root: Field, fileName: string): void {
  if (at(root, 'format').value !== SESSION_FORMAT) {
    throw new RecordError(`“${fileName}” is a zip with a ${MANIFEST}, but no session of this page: its format is not "${SESSION_FORMAT}". Drop a file that Export > Session wrote.`);
  }
  const version = numberOf(at(root, 'formatVersion'), { least: 1, isWhole: true });
  if (version <= SESSION_FORMAT_VERSION) return;
  throw new RecordError(`“${fileName}” has formatVersion ${version}; this page reads sessions up to ${SESSION_FORMAT_VERSION}. Open it with the newer version that wrote it.`);
}

/** Sessions that others put together need not list them. */
async function checkParts(root: Field, files: Parts, fileName: string): Promise<void> {
  for (const part of optional(at(root, 'parts'), listOf) ?? []) {
    const path = nameOf(at(part, 'path'));
    const bytes = files.get(path);
    if (!bytes) throw missing(fileName, path);
    if (bytes.length !== at(part, 'bytes').value || (await sha256Hex(bytes)) !== at(part, 'sha256').value) {
      throw new RecordError(`“${fileName}” is damaged: its ${path} is not what was written. Copy or download the file again.`);
    }
  }
}

const missing = (fileName: string, path: string) =>
  new RecordError(`“${fileName}” lacks ${path}, which its ${MANIFEST} names. It may have been packed anew without it: save the session again where it was made.`);

interface Take {
  (field: Field): Bytes;
  readonly taken: ReadonlySet<string>;
}

function takingFrom(files: Parts, fileName: string): Take {
  const taken = new Set<string>();
  const take = (field: Field) => {
    const path = nameOf(field);
    const bytes = files.get(path);
    if (!bytes) throw missing(fileName, path);
    taken.add(path);
    return bytes;
  };
  return Object.assign(take, { taken });
}

function readPicture(field: Field, take: Take): SessionPicture {
  return { name: nameOf(at(field, 'name')), sha256: textOf(at(field, 'sha256')), link: optional(at(field, 'link'), nameOf), bytes: take(at(field, 'file')) };
}

function readNetwork(field: Field, take: Take): SessionNetwork {
  return {
    name: nameOf(at(field, 'name')),
    title: nameOf(at(field, 'title')),
    sha256: textOf(at(field, 'sha256')),
    choices: optional(at(field, 'choices'), readChoices) ?? {},
    files: listOf(at(field, 'files')).map((file) => ({ name: nameOf(at(file, 'name')), bytes: take(at(file, 'file')) })),
  };
}

function readRun(field: Field, take: Take, fileName: string): RunRecord {
  const file = at(field, 'file');
  const record = runFromJson(new TextDecoder().decode(take(file)), `${fileName} › ${textOf(file)}`);
  const seen = at(field, 'seen');
  const painted = at(field, 'reconstructions');
  return {
    ...record,
    picture: { ...record.picture, seen: isGiven(seen) ? readSeen(seen, record, take) : null },
    layers: isGiven(painted) ? withReconstructions(record.layers, painted, take) : record.layers,
  };
}

function readSeen(field: Field, { model }: RunRecord, take: Take): RunRecord['picture']['seen'] {
  const { width, height } = model.input;
  const rgb = floatsOf(take(field));
  if (rgb.length !== width * height * 3) refuseField(field, `a file of ${width} × ${height} × 3 numbers of four bytes each`);
  return { width, height, rgb };
}

function withReconstructions(layers: readonly LayerRecord[], field: Field, take: Take): readonly LayerRecord[] {
  const floats = floatsOf(take(at(field, 'file')));
  let offset = 0;
  const byId = new Map(
    listOf(at(field, 'layers')).map((layer) => {
      const whole = (key: string, least: number) => numberOf(at(layer, key), { least, most: 4096, isWhole: true });
      const [width, height, noisy] = [whole('width', 1), whole('height', 1), whole('noisy', 0)];
      const next = () => floats.slice(offset, (offset += width * height * 3));
      return [nameOf(at(layer, 'layerId')), { width, height, clean: next(), noisy: Array.from({ length: noisy }, next) }] as const;
    }),
  );
  if (offset !== floats.length) refuseField(at(field, 'file'), `a file of ${offset} numbers of four bytes each, as its layers say`);
  return layers.map((layer) => ({ ...layer, reconstructions: byId.get(layer.info.id) ?? null }));
}

function floatsOf(bytes: Bytes): Float32Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: Math.floor(bytes.length / 4) }, (_, i) => view.getFloat32(4 * i, true));
}

function readPlain(field: Field): Readonly<Record<string, unknown>> {
  const { value } = field;
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : refuseField(field, 'an object');
}

function unknownKeys(root: Field): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(readPlain(root)).filter(([key]) => !KNOWN_KEYS.has(key)));
}

async function unzipped(bytes: Bytes, fileName: string): Promise<Map<string, Bytes>> {
  const { unzip } = await import('fflate');
  let total = 0;
  try {
    const entries = await new Promise<Record<string, Uint8Array>>((resolve, reject) => {
      const filter = ({ originalSize }: { originalSize: number }) => {
        total += originalSize;
        if (total > UNPACKED_BYTES_MOST) throw new Error(`unpacked it would hold more than ${UNPACKED_BYTES_MOST / 1e9} GB`);
        return true;
      };
      unzip(bytes, { filter }, (error, files) => (error ? reject(error) : resolve(files)));
    });
    return new Map(Object.entries(entries).filter(([path]) => !path.endsWith('/')) as [string, Bytes][]);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RecordError(`“${fileName}” cannot be unpacked (${why}): it is cut off or damaged. Copy or download it again.`);
  }
}
