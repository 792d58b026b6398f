/** The run as `pixelsieve.run`, format version 1: a public format, whose keys keep their meaning. */
import { attributionMethod, noiseInIntensity } from '../core/spec';
import { mean } from '../core/stats';
import type { LayerMap } from '../engine/protocol';
import { foregroundToPlain, regionsToPlain } from './foregroundToPlain';
import type { ForegroundRecord, LayerRecord, RunRecord } from '../records/runRecord';

/** JSON text, indented, each map on one line. */
export function runToJson(record: RunRecord): string {
  const { id, title, sha256, input, link, choices, layers } = record.model;
  const { seen: _pixels, ...image } = record.picture;
  const { name, threads, adapter } = record.backend;
  const document = {
    format: 'pixelsieve.run',
    formatVersion: 1,
    appVersion: record.appVersion,
    createdAt: record.createdAt,
    backend: { name, threads, adapter },
    model: { id, title, sha256, input, link, ...(choices && { choices }), layers },
    image,
    spec: {
      metric: record.spec.metric,
      // Numbers whatever was asked for, so that a reader needs no rule of ours to repeat the run.
      grid: record.spec.grid === 'full' ? input.width : record.spec.grid,
      budget: record.spec.budget,
      noise: noiseInIntensity(record.spec.noise, input.std),
      solver: record.spec.solver,
      seed: record.spec.seed,
      ...(attributionMethod(record.spec.metric) === null ? {} : { target: record.spec.target }),
      ...(record.spec.variant === null ? {} : { variant: record.spec.variant }),
    },
    predictions: record.predictions,
    ...(record.foreground === null ? {} : { foreground: foregroundToPlain(record.foreground) }),
    layers: record.layers.map((layer) => layerToPlain(layer, record.foreground)),
  };
  return indentButMaps(document);
}

/** Its numbers have no common unit, so they are nobody's nats. */
const isAttribution = (map: LayerMap | null) => map?.quantity === 'attribution';

function layerToPlain(layer: LayerRecord, foreground: ForegroundRecord | null) {
  const { info, progress, map } = layer;
  // Of the map written below, which a progress report may be one step ahead of.
  const meanValue = map ? mean(map.values) : progress.meanValue;
  return {
    id: info.id,
    title: info.title,
    stage: info.stage,
    depth: info.depth,
    shape: info.shape,
    status: progress.status,
    statusReason: progress.statusReason,
    passes: progress.passes,
    seconds: progress.seconds,
    distortion: progress.distortion,
    distortionCi95: progress.distortionCi95,
    recipeDistortion: progress.recipeDistortion,
    meanEntropyNats: isAttribution(map) ? null : meanValue,
    uniformEntropyNats: progress.uniformValue,
    gainNats: progress.gain,
    // In the map's own quantity, whichever that is.
    meanValue,
    ...(foreground === null ? {} : regionsToPlain(layer, foreground)),
    map: map && { width: map.width, height: map.height, quantity: map.quantity, data: Array.from(map.values) },
  };
}

/** Thousands of numbers, one to a line, would bury the rest for whoever opens the file. */
function indentButMaps(document: unknown): string {
  const lines: string[] = [];
  const text = JSON.stringify(
    document,
    (key, value: unknown) => {
      if (key !== 'data' || !Array.isArray(value)) return value;
      lines.push(JSON.stringify(value));
      return `map ${lines.length - 1}`;
    },
    2,
  );
  return text.replace(/"data": "map (\d+)"/g, (_, index: string) => `"data": ${lines[Number(index)]!}`);
}
