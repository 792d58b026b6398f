/**
 * A run from a file of the format `pixelsieve.run`, version 1: ours of today, ours of before it said link and layers of the
 * network, and what other people's programs write. What the format does not have is null, or follows from what it has.
 */
import { cropOfWindow } from '../core/cropWindow';
import { DEFAULT_KNOWLEDGE_THRESHOLD_NATS, MOST_KNOWLEDGE_THRESHOLD_NATS } from '../core/knowledgePoints';
import { splits } from '../core/mask';
import type { BackendName, RunSpec } from '../core/spec';
import { ATTRIBUTION_METHODS, DAMAGE_WAYS, defaultTarget } from '../core/spec';
import { cropShape } from '../pictures/fitToNetwork';
import type { Field } from './fields';
import { at, isGiven, listOf, nameOf, numberOf, numbersOf, oneOf, optional, parseFields, RecordError, refuseField, textOf } from './fields';
import { readLayers } from './layersFromPlain';
import { readModel } from './modelFromPlain';
import type { ForegroundRecord, RecordedPicture, RunRecord } from './runRecord';

export const RUN_FORMAT = 'pixelsieve.run';
export const RUN_FORMAT_VERSION = 1;

const BACKENDS: readonly BackendName[] = ['webgpu', 'webgl', 'wasm', 'cpu'];
const METRICS = ['discarding', 'reconstruction', ...ATTRIBUTION_METHODS.map((name) => `attribution:${name}` as const)] as const;
const MOST_PIXELS_A_SIDE = 100_000;

/**
 * @param fileName as messages call it
 * @throws RecordError with a message that is ready to show
 */
export function runFromJson(text: string, fileName: string): RunRecord {
  return runFromPlain(parseFields(text, fileName));
}

/** @throws RecordError */
export function runFromPlain(root: Field): RunRecord {
  checkFormat(root);
  const model = readModel(at(root, 'model'));
  const layers = readLayers(at(root, 'layers'), model);
  const network = model.layers.length > 0 ? model : { ...model, layers: layers.map(({ info }) => info) };
  return {
    appVersion: optional(at(root, 'appVersion'), textOf) ?? '',
    createdAt: readDate(at(root, 'createdAt')),
    backend: readBackend(at(root, 'backend')),
    model: network,
    picture: readPicture(at(root, 'image'), model.input),
    spec: readSpec(at(root, 'spec'), model.input.width, layers.map(({ info }) => info.id)),
    predictions: (optional(at(root, 'predictions'), listOf) ?? []).map((field) => ({
      label: textOf(at(field, 'label')),
      probability: numberOf(at(field, 'probability'), { least: 0, most: 1 }),
    })),
    foreground: optional(at(root, 'foreground'), (field) => readForeground(field, listOf(at(root, 'layers')))),
    layers,
  };
}

function checkFormat(root: Field): void {
  const { file } = root;
  const format = at(root, 'format');
  if (format.value !== RUN_FORMAT) {
    const what = isGiven(format) ? `its format is ${JSON.stringify(format.value)}` : 'it has no format';
    throw new RecordError(`“${file}” is JSON, but not a run of this page: ${what}, not "${RUN_FORMAT}". Drop what Export > JSON wrote.`);
  }
  const version = numberOf(at(root, 'formatVersion'), { least: 1, isWhole: true });
  if (version > RUN_FORMAT_VERSION) {
    throw new RecordError(
      `“${file}” has formatVersion ${version}; this page reads up to ${RUN_FORMAT_VERSION}. Open it with the newer version that wrote it, or export it there again.`,
    );
  }
}

function readDate(field: Field): string {
  const text = textOf(field);
  return Number.isNaN(Date.parse(text)) ? refuseField(field, 'a date as ISO 8601, such as 2026-11-23T10:00:00Z') : text;
}

/** Why it was chosen is not in the file. */
function readBackend(field: Field): RunRecord['backend'] {
  if (!isGiven(field)) return { name: 'cpu', threads: 1, adapter: null, reason: '', warning: null };
  return {
    name: oneOf(at(field, 'name'), BACKENDS),
    threads: optional(at(field, 'threads'), (threads) => numberOf(threads, { least: 1, isWhole: true })) ?? 1,
    adapter: optional(at(field, 'adapter'), textOf),
    reason: '',
    warning: null,
  };
}

function readPicture(field: Field, input: RunRecord['model']['input']): RecordedPicture {
  const side = (key: string) => numberOf(at(field, key), { least: 1, most: MOST_PIXELS_A_SIDE, isWhole: true });
  const size = { width: side('width'), height: side('height') };
  const crop = at(field, 'crop');
  const edge = (key: 'x' | 'y' | 'width' | 'height', most: number) =>
    numberOf(at(crop, key), { least: key === 'x' || key === 'y' ? 0 : 1, most, isWhole: true });
  return {
    link: optional(at(field, 'link'), nameOf),
    name: nameOf(at(field, 'name')),
    sha256: optional(at(field, 'sha256'), textOf) ?? '',
    ...size,
    crop: isGiven(crop)
      ? { x: edge('x', size.width), y: edge('y', size.height), width: edge('width', size.width), height: edge('height', size.height) }
      : cropOfWindow(null, size, cropShape(input)),
    seen: null,
  };
}

function readSpec(field: Field, inputWidth: number, layerIds: readonly string[]): RunSpec {
  const metric = oneOf(at(field, 'metric'), METRICS);
  const grid = numberOf(at(field, 'grid'), { least: 1, most: inputWidth, isWhole: true });
  return {
    metric,
    layerIds,
    // The format writes a number for it whatever was asked for.
    grid: grid === inputWidth ? 'full' : grid,
    budget: positive(at(field, 'budget')),
    noise: positive(at(field, 'noise')),
    solver: oneOf(at(field, 'solver'), ['fast', 'reference'] as const),
    seed: numberOf(at(field, 'seed'), { least: 0, isWhole: true }),
    target: optional(at(field, 'target'), readTarget) ?? defaultTarget(metric),
    variant: optional(at(field, 'variant'), readVariant),
  };
}

function positive(field: Field): number {
  const value = numberOf(field);
  return value > 0 ? value : refuseField(field, 'a number above 0');
}

function readTarget(field: Field): RunSpec['target'] {
  if (field.value === 'features' || field.value === 'predicted') return field.value;
  return typeof field.value === 'number' ? numberOf(field, { least: 0, isWhole: true }) : refuseField(field, 'features, predicted, or the index of a class');
}

function readVariant(field: Field): RunSpec['variant'] {
  const kind = oneOf(at(field, 'kind'), ['layer-scaled', 'rescaled', 'randomised', 'damaged'] as const);
  if (kind === 'damaged') {
    return {
      kind,
      layerId: textOf(at(field, 'layerId')),
      way: oneOf(at(field, 'way'), DAMAGE_WAYS),
      share: numberOf(at(field, 'share'), { least: 0, most: 1 }),
      seed: numberOf(at(field, 'seed'), { least: 0, isWhole: true }),
    };
  }
  if (kind !== 'randomised') return { kind, factor: positive(at(field, 'factor')) };
  return { kind, segments: numberOf(at(field, 'segments'), { least: 0, isWhole: true }), seed: numberOf(at(field, 'seed'), { least: 0, isWhole: true }) };
}

/** The threshold of knowledge points stands with the layers, as many times as there are. */
function readForeground(field: Field, layers: readonly Field[]): ForegroundRecord {
  const side = (key: string) => numberOf(at(field, key), { least: 1, most: MOST_PIXELS_A_SIDE, isWhole: true });
  const [width, height] = [side('width'), side('height')];
  const data = at(field, 'data');
  const values = numbersOf(data, width * height, `${width} × ${height} = ${width * height} numbers, 1 inside and 0 outside`);
  const bad = values.findIndex((value) => value !== 0 && value !== 1);
  if (bad >= 0) refuseField({ ...data, path: `${data.path}[${bad}]`, value: values[bad] }, '0 or 1');
  const mask = { width, height, inside: Uint8Array.from(values) };
  if (!splits(mask)) refuseField(data, 'a mask with pixels both inside (1) and outside (0)');
  const thresholds = layers.flatMap((layer) => optional(at(layer, 'knowledgePoints'), (points) => at(points, 'thresholdNats')) ?? []);
  const threshold = thresholds[0] && numberOf(thresholds[0], { least: 0, most: MOST_KNOWLEDGE_THRESHOLD_NATS });
  return { mask, knowledgeThresholdNats: threshold ?? DEFAULT_KNOWLEDGE_THRESHOLD_NATS };
}
