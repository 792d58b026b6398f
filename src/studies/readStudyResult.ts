/** A result's file, read strictly: the page shows what is wrong with it, and never half of it. */
import { DAMAGE_WAYS } from '../core/spec';
import { spreadOf } from '../core/spread';
import type { Field } from '../records/fields';
import { at, listOf, nameOf, numberOf, oneOf, optional, parseFields, refuseField, textOf } from '../records/fields';
import type { StudyMetric } from './studyNumbers';
import { STUDY_METRICS } from './studyNumbers';
import type { StudyBackend, StudyLayer, StudyNetworkResult, StudyOrigin, StudyResult } from './studyResult';
import { METRIC_FIELDS, STUDY_RESULT_FORMAT, STUDY_RESULT_VERSION } from './studyResult';

const BACKENDS = ['webgpu', 'webgl', 'wasm', 'cpu'] as const;
/** Means are written with four decimals, of values with four decimals. */
const MEAN_TOLERANCE = 1.01e-4;

/**
 * @param file as messages call it
 * @param study the one that is wanted
 * @throws RecordError naming the file, the field and the remedy
 */
export function readStudyResult(text: string, file: string, study: string): StudyResult {
  const root = parseFields(text, file, `Make it anew: npm run study:publish -- ${study}.`);
  oneOf(at(root, 'format'), [STUDY_RESULT_FORMAT]);
  numberOf(at(root, 'formatVersion'), { least: STUDY_RESULT_VERSION, most: STUDY_RESULT_VERSION, isWhole: true });
  oneOf(at(root, 'study'), [study]);
  const pictures = listOf(at(root, 'pictures')).map(nameOf);
  const networks = listOf(at(root, 'networks')).map((field) => readNetwork(field, pictures.length));
  if (pictures.length === 0) refuseField(at(root, 'pictures'), 'a list of at least one picture');
  if (new Set(networks.map(({ id }) => id)).size < networks.length) refuseField(at(root, 'networks'), 'a list in which every network has an id of its own');
  return {
    study,
    title: nameOf(at(root, 'title')),
    ...readOrigin(root),
    settings: readSettings(at(root, 'settings')),
    pictures,
    networks,
  };
}

function readOrigin(field: Field): StudyOrigin {
  const backends = optional(at(field, 'backends'), (list) => listOf(list).map((one) => ({ ...readBackend(one), runs: numberOf(at(one, 'runs'), { least: 1, isWhole: true }) })));
  return {
    commands: listOf(at(field, 'commands')).map(nameOf),
    createdAt: readDate(at(field, 'createdAt')),
    appVersion: optional(at(field, 'appVersion'), textOf),
    backend: optional(at(field, 'backend'), readBackend),
    ...(backends && { backends }),
  };
}

function readBackend(field: Field): StudyBackend {
  return {
    name: oneOf(at(field, 'name'), BACKENDS),
    threads: numberOf(at(field, 'threads'), { least: 0, isWhole: true }),
    adapter: optional(at(field, 'adapter'), textOf),
  };
}

function readDate(field: Field): string {
  return Number.isNaN(Date.parse(textOf(field))) ? refuseField(field, 'a date as ISO 8601 has it') : textOf(field);
}

function readSettings(field: Field): Readonly<Record<string, string>> {
  const { value } = field;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuseField(field, 'an object');
  return Object.fromEntries(Object.keys(value).map((key) => [key, textOf(at(field, key))]));
}

function readNetwork(field: Field, pictures: number): StudyNetworkResult {
  const layers = listOf(at(field, 'layers')).map((layer) => readLayer(layer, pictures));
  const isInOrder = layers.every(({ relativeDepth }, i) => i === 0 || relativeDepth > layers[i - 1]!.relativeDepth);
  const earlier = optional(at(field, 'earlier'), readOrigin);
  if (layers.length === 0 || !isInOrder) refuseField(at(field, 'layers'), 'a list of layers, from first to last');
  return {
    id: nameOf(at(field, 'id')),
    model: nameOf(at(field, 'model')),
    title: nameOf(at(field, 'title')),
    sha256: optional(at(field, 'sha256'), textOf),
    damage: optional(at(field, 'damage'), (damage) => ({
      layerId: nameOf(at(damage, 'layerId')),
      way: oneOf(at(damage, 'way'), DAMAGE_WAYS),
      share: numberOf(at(damage, 'share'), { least: 0, most: 1 }),
      seed: numberOf(at(damage, 'seed'), { least: 0, isWhole: true }),
    })),
    rightShare: optional(at(field, 'rightShare'), (share) => numberOf(share, { least: 0, most: 1 })),
    ...(earlier && { earlier }),
    layers,
  };
}

function readLayer(field: Field, pictures: number): StudyLayer {
  const finished = numberOf(at(field, 'finished'), { least: 0, most: pictures, isWhole: true });
  const values: Partial<Record<StudyMetric, readonly (number | null)[]>> = {};
  for (const metric of STUDY_METRICS) {
    const read = optional(at(field, METRIC_FIELDS[metric]), (measured) => readValues(measured, pictures));
    if (read) values[metric] = read;
  }
  return {
    id: nameOf(at(field, 'id')),
    title: nameOf(at(field, 'title')),
    relativeDepth: numberOf(at(field, 'relativeDepth'), { least: 0, most: 1 }),
    finished,
    converged: numberOf(at(field, 'converged'), { least: 0, most: finished, isWhole: true }),
    values,
  };
}

/** The values, which must have the mean that is written beside them: a file that was mended by hand in one place only is none. */
function readValues(field: Field, pictures: number): readonly (number | null)[] {
  const list = listOf(at(field, 'values'));
  if (list.length !== pictures) refuseField(at(field, 'values'), `a list of ${pictures}, one for each picture`);
  const values = list.map((value) => optional(value, numberOf));
  const spread = spreadOf(values);
  const mean = optional(at(field, 'mean'), numberOf);
  if ((mean === null) !== (spread === null) || (spread && Math.abs(spread.mean - mean!) > MEAN_TOLERANCE)) {
    refuseField(at(field, 'mean'), spread ? `the mean of its values, ${spread.mean.toFixed(4)}` : 'null, as there are no values');
  }
  return values;
}
