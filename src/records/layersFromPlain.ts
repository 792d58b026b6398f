/** The layers of a run file: their numbers, and their maps, which must agree with them. */
import { mean, quantiles } from '../core/stats';
import type { LayerMap, LayerStatus, MapQuantity } from '../engine/protocol';
import type { Field } from './fields';
import { at, listOf, numberOf, numbersOf, oneOf, optional, RecordError, refuseField, textOf } from './fields';
import { readLayerInfo } from './modelFromPlain';
import type { LayerRecord, RecordedModel } from './runRecord';

const STATUSES: readonly LayerStatus[] = ['queued', 'running', 'measuring', 'converged', 'pass-limit', 'unbounded', 'cancelled', 'failed'];
const QUANTITIES: readonly MapQuantity[] = ['entropyNats', 'reconstructionUncertaintyNats', 'attribution'];
const MOST_CELLS_A_SIDE = 4096;
/** What another program's single precision, or rounding to four digits, may move a mean. */
const MEAN_TOLERANCE = 1e-3;

export function readLayers(field: Field, model: RecordedModel): readonly LayerRecord[] {
  const fields = listOf(field);
  if (fields.length === 0) refuseField(field, 'a list with at least one layer');
  const known = new Map(model.layers.map((info) => [info.id, info]));
  const seen = new Set<string>();
  const layers = fields.map((layer, index): LayerRecord => {
    const own = readLayerInfo(layer, index);
    if (seen.has(own.id)) refuseField(at(layer, 'id'), 'an id that no layer before it has');
    seen.add(own.id);
    if (known.size > 0 && !known.has(own.id)) refuseField(at(layer, 'id'), 'one of model.layers');
    const map = optional(at(layer, 'map'), readMap);
    return { info: known.get(own.id) ?? own, progress: readProgress(layer, own.id, map), map, reconstructions: null };
  });
  checkSizes(fields, layers);
  return layers;
}

function readMap(field: Field): LayerMap {
  const side = (key: string) => numberOf(at(field, key), { least: 1, most: MOST_CELLS_A_SIDE, isWhole: true });
  const [width, height] = [side('width'), side('height')];
  const values = numbersOf(at(field, 'data'), width * height, `${width} × ${height} = ${width * height} numbers, row by row`);
  return { width, height, quantity: oneOf(at(field, 'quantity'), QUANTITIES), values: Float32Array.from(values) };
}

function readProgress(layer: Field, layerId: string, map: LayerMap | null): LayerRecord['progress'] {
  const number = (key: string, least = -Infinity) => optional(at(layer, key), (field) => numberOf(field, { least }));
  const [p10Value, p90Value] = map ? (quantiles(map.values, [0.1, 0.9]) as [number, number]) : [null, null];
  const passes = number('passes', 0) ?? 0;
  return {
    layerId,
    status: oneOf(at(layer, 'status'), STATUSES),
    statusReason: optional(at(layer, 'statusReason'), textOf) ?? '',
    passes,
    // How many it might have taken is not in the file.
    passLimit: passes,
    seconds: number('seconds', 0) ?? 0,
    meanValue: readMean(layer, map),
    p10Value,
    p90Value,
    uniformValue: number('uniformEntropyNats'),
    gain: number('gainNats'),
    distortion: number('distortion', 0),
    distortionCi95: number('distortionCi95', 0),
    recipeDistortion: number('recipeDistortion', 0),
    error: null,
  };
}

/** Of the map, where there is one; what the file says of it besides must be that. */
function readMean(layer: Field, map: LayerMap | null): number | null {
  const said = ['meanValue', 'meanEntropyNats'].map((key) => at(layer, key)).filter(({ value }) => value !== undefined && value !== null);
  const numbers = said.map((field) => numberOf(field));
  if (!map) return numbers[0] ?? null;
  const measured = mean(map.values);
  said.forEach((field, i) => {
    if (Math.abs(numbers[i]! - measured) > MEAN_TOLERANCE * Math.max(1, Math.abs(measured))) refuseField(field, `${measured}, the mean of its map’s data`);
  });
  return measured;
}

/** One run has one grid. */
function checkSizes(fields: readonly Field[], layers: readonly LayerRecord[]): void {
  const first = layers.find(({ map }) => map !== null)?.map;
  if (!first) return;
  layers.forEach(({ map }, i) => {
    if (!map || (map.width === first.width && map.height === first.height && map.quantity === first.quantity)) return;
    const { file, path } = fields[i]!;
    throw new RecordError(
      `“${file}”: ${path}.map is ${map.width} × ${map.height} of ${map.quantity}, another layer’s ${first.width} × ${first.height} of ${first.quantity}. ` +
        'The maps of a run have one size and one quantity: put others into a file of their own.',
    );
  });
}
