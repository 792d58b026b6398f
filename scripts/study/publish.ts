/** From a study's runs to the file that the page shows: `npm run study:publish -- <name>`. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { ModelCard } from '../../src/core/modelCard';
import type { Damage } from '../../src/core/spec';
import { readStudyResult } from '../../src/studies/readStudyResult';
import { isStudyId } from '../../src/studies/studyIds';
import type { StudyMetric } from '../../src/studies/studyNumbers';
import type { StudyLayer, StudyNetworkResult, StudyOrigin, StudyResult } from '../../src/studies/studyResult';
import { formatStudyResult } from '../../src/studies/studyResult';
import { damagedTitle } from '../../src/ui/textsStudies';
import { readStudy } from './readStudy';
import { writeReport } from './report';
import type { StudyRow } from './table';

/** What is read of table.json. */
export interface StudyTable {
  readonly format: string;
  readonly title: string;
  readonly command: string;
  readonly createdAt: string;
  readonly appVersion: string | null;
  readonly backend: StudyResult['backend'];
  readonly backends?: StudyResult['backends'];
  readonly settings: Readonly<Record<string, string>>;
  readonly networks: readonly { readonly id: string; readonly model: string; readonly damage: Damage | null; readonly sha256: string | null; readonly rightShare: number | null }[];
  readonly rows: readonly StudyRow[];
}

const FEWEST_PICTURES = 100;

/**
 * @param words of the command line
 * @returns the exit code
 * @throws Error naming the folder and what to do
 */
export function publishStudy(root: string, cwd: string, words: readonly string[]): number {
  const { values, positionals } = parseArgs({
    args: [...words], allowPositionals: true, options: { from: { type: 'string', multiple: true }, out: { type: 'string' }, add: { type: 'boolean' } },
  });
  const name = positionals[0] ?? '';
  if (positionals.length !== 1 || !isStudyId(name)) throw new Error('Say which study of the page: npm run study:publish -- <name of one in studies/> [--from FOLDER …] [--add].');
  const folders = values.from?.map((folder) => path.resolve(cwd, folder)) ?? usualFolders(root, name);
  const out = values.out === undefined ? path.join(root, 'public', 'studies') : path.resolve(cwd, values.out);
  const file = path.join(out, `${name}.json`);
  const tables = folders.map(readTable);
  const published = values.add ? publishedIn(file, name) : null;
  const computed = () => resultOf(name, tables, (model) => cardOf(root, model));
  const result = !published ? computed()
    : isOfReconstruction(tables[0]!) ? tables.reduce(withReconstruction, published)
    : addedTo(published, computed(), networkOrder(root, name));
  const text = formatStudyResult(result);
  // What the page would refuse is not written.
  readStudyResult(text, `${name}.json`, name);
  mkdirSync(out, { recursive: true });
  writeFileSync(file, text);
  console.log(`${file}: ${result.networks.length} networks, ${result.pictures.length} pictures, ${Math.round(text.length / 1024)} KB.`);
  if (result.pictures.length < FEWEST_PICTURES) console.warn(`These are fewer than ${FEWEST_PICTURES} pictures: the page says so.`);
  for (const line of gapsOf(result)) console.warn(line);
  if (values.out === undefined) console.log(`${writeReport(root)} is made anew from all results.`);
  return 0;
}

function publishedIn(file: string, name: string): StudyResult {
  if (!existsSync(file)) throw new Error(`${file} is not there: nothing has been published that could be added to. Leave out --add.`);
  return readStudyResult(readFileSync(file, 'utf8'), file, name);
}

function networkOrder(root: string, name: string): readonly string[] {
  return readStudy(path.join(root, 'studies', `${name}.json`)).networks.map(({ id }) => id);
}

/**
 * What was published before, with what was computed since: a long study can be done a few networks at a time.
 * @param order of the study's networks
 * @throws Error where the two are of other settings or pictures: their networks could not be compared
 */
export function addedTo(published: StudyResult, computed: StudyResult, order: readonly string[]): StudyResult {
  // The backend is told with each part.
  const settingsOf = ({ settings }: StudyResult) => JSON.stringify(Object.entries({ ...settings, backend: '' }).sort());
  if (settingsOf(published) !== settingsOf(computed)) throw new Error(`What is published of ${published.study} is of other settings, ${JSON.stringify(published.settings)}: run the study anew, or publish without --add.`);
  const placeOf = new Map(published.pictures.map((picture, i) => [picture, i]));
  const stranger = computed.pictures.find((picture) => !placeOf.has(picture)) ?? published.pictures.find((picture) => !computed.pictures.includes(picture));
  if (stranger !== undefined) throw new Error(`Only one of the published ${published.study} and the new runs has picture ${stranger}: run the study on the pictures that are published, or publish without --add.`);
  const { commands, createdAt, appVersion, backend, backends } = published;
  const earlier: StudyOrigin = { commands, createdAt, appVersion, backend, ...(backends && { backends }) };
  const inNewOrder = <T>(list: readonly T[]) => computed.pictures.map((picture) => list[placeOf.get(picture)!]!);
  const kept = published.networks.filter(({ id }) => !computed.networks.some((network) => network.id === id)).map((network): StudyNetworkResult => ({
    ...network, earlier: network.earlier ?? earlier,
    layers: network.layers.map((layer) => ({ ...layer, values: Object.fromEntries(Object.entries(layer.values).map(([metric, list]) => [metric, inNewOrder(list)])) })),
  }));
  const place = ({ id }: StudyNetworkResult) => order.indexOf(id);
  return { ...computed, networks: [...kept, ...computed.networks].sort((a, b) => place(a) - place(b)) };
}

const isOfReconstruction = ({ settings }: StudyTable) => settings['metric'] === 'reconstruction';

/**
 * The published result with reconstruction uncertainty beside what it has of the same layers: the two take hours each, and need not be
 * computed together.
 * @throws Error where the table is of another metric, or of a network or picture that is not published
 */
export function withReconstruction(published: StudyResult, table: StudyTable): StudyResult {
  if (!isOfReconstruction(table)) throw new Error(`to what is published of ${published.study} only results of metric reconstruction can be added by themselves.`);
  const { rows } = table;
  const computed = table.networks.filter(({ id }) => rows.some((row) => row.network === id));
  refuseStrangers(computed, published.networks, 'the published one');
  const stranger = rows.find(({ picture }) => !published.pictures.includes(picture));
  if (stranger) throw new Error(`picture ${stranger.picture} is not among those that are published of ${published.study}.`);
  const networks = published.networks.map((network): StudyNetworkResult => !computed.some(({ id }) => id === network.id) ? network : ({
    ...network,
    layers: network.layers.map((layer) => {
      const reconstruction = byPicture(rows.filter((row) => row.network === network.id && row.layer === layer.id), published.pictures, 'mean');
      return reconstruction.every((value) => value === null) ? layer : { ...layer, values: { ...layer.values, reconstruction } };
    }),
  }));
  const command = commandOf(table);
  return { ...published, networks, commands: [...published.commands.filter((known) => known !== command), command] };
}

/** Without the folders of the machine that it ran on: results do not depend on them. */
const commandOf = ({ command }: StudyTable) => command.replaceAll(/ --(?:out|site)[ =]\S+/g, '');

const isOver = ({ status }: StudyRow) => status === 'converged' || status === 'pass-limit';

/** Of one network's one layer, a number for each picture; null where there is none. */
function byPicture(rows: readonly StudyRow[], pictures: readonly string[], name: 'mean' | 'gainNats' | 'concentrationNats'): readonly (number | null)[] {
  const known = new Map(rows.filter(isOver).map((row) => [row.picture, row[name]]));
  return pictures.map((picture) => known.get(picture) ?? null);
}

/** @throws Error for a network of other weights than what it is to be compared with */
function refuseStrangers(networks: readonly { readonly id: string; readonly sha256: string | null }[], known: readonly { readonly id: string; readonly sha256: string | null }[], name: string): void {
  const stranger = networks.find(({ id, sha256 }) => !known.some((one) => one.id === id && one.sha256 === sha256));
  if (stranger) throw new Error(`${stranger.id} of the folder of metric reconstruction is not ${name}: run both on the same networks.`);
}

/** Where `npm run study` leaves its results; those of reconstruction uncertainty lie beside them. */
function usualFolders(root: string, name: string): readonly string[] {
  const folder = path.join(root, '.cache', 'studies', name);
  const reconstruction = `${folder}-reconstruction`;
  return existsSync(path.join(reconstruction, 'table.json')) ? [folder, reconstruction] : [folder];
}

function readTable(folder: string): StudyTable {
  const file = path.join(folder, 'table.json');
  if (!existsSync(file)) throw new Error(`${file} is not there. Run the study first: npm run study -- ${path.basename(folder)}, or say where it left its results with --from.`);
  const table = JSON.parse(readFileSync(file, 'utf8')) as StudyTable;
  if (table.format !== 'pixelsieve.study' || !Array.isArray(table.rows) || table.rows.length === 0) throw new Error(`${file} has no results: run the study to its end.`);
  return table;
}

function cardOf(root: string, model: string): ModelCard | null {
  const file = path.join(root, 'public', 'models', model, 'card.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as ModelCard) : null;
}

/**
 * @param tables of the study, the first of information discarding; others, of reconstruction uncertainty, add to its layers
 * @throws Error where tables are not of one study's pictures and networks
 */
export function resultOf(study: string, tables: readonly StudyTable[], card: (model: string) => ModelCard | null): StudyResult {
  const [table, ...others] = tables;
  if (!table) throw new Error('no table');
  const pictures = [...new Set(table.rows.map(({ picture }) => picture))];
  for (const other of others) {
    if (!isOfReconstruction(other)) throw new Error(`a second folder must be of metric reconstruction, but is of ${other.settings['metric'] ?? 'discarding'}.`);
    refuseStrangers(other.networks, table.networks, 'that of the first folder');
  }
  const { title, createdAt, appVersion, backend, backends, settings } = table;
  const networks = table.networks
    .filter(({ id }) => table.rows.some((row) => row.network === id))
    .map(({ id, model, damage, sha256, rightShare }): StudyNetworkResult => {
      const own = card(model);
      return { id, model, title: damagedTitle(own?.title ?? model, damage), sha256, damage, rightShare, layers: layersOf(id, tables, pictures, own) };
    });
  return { study, title, commands: tables.map(commandOf), createdAt, appVersion, backend, ...(backends && { backends }), settings, pictures, networks };
}

function layersOf(network: string, tables: readonly StudyTable[], pictures: readonly string[], card: ModelCard | null): readonly StudyLayer[] {
  const [rows, ...others] = tables.map((table) => table.rows.filter((row) => row.network === network));
  const ids = [...new Set(rows!.map(({ layer }) => layer))];
  const layers = ids.map((id): StudyLayer => {
    const own = rows!.filter(({ layer }) => layer === id);
    const values = {
      entropy: byPicture(own, pictures, 'mean'), gain: byPicture(own, pictures, 'gainNats'), concentration: byPicture(own, pictures, 'concentrationNats'),
      reconstruction: byPicture(others.flat().filter(({ layer }) => layer === id), pictures, 'mean'),
    } satisfies Record<StudyMetric, readonly (number | null)[]>;
    return {
      id, title: card?.layers.find((layer) => layer.id === id)?.title ?? id, relativeDepth: own[0]!.relativeDepth,
      finished: own.filter(isOver).length, converged: own.filter(({ status }) => status === 'converged').length,
      values: Object.fromEntries(Object.entries(values).filter(([, list]) => list.some((value) => value !== null))),
    };
  });
  return layers.sort((a, b) => a.relativeDepth - b.relativeDepth);
}

function gapsOf({ networks, pictures }: StudyResult): readonly string[] {
  return networks.flatMap(({ id, layers }) => {
    const least = Math.min(...layers.map(({ finished }) => finished));
    return least < pictures.length ? [`${id} has a layer with results of ${least} of ${pictures.length} pictures: the same npm run study goes on with what is missing.`] : [];
  });
}
