/** The network of a run file: what it was called, how it was fed, and all the layers that it offered. */
import type { ChannelOrder, InputLayout, NetworkInput, PictureFit } from '../core/modelCard';
import type { LabelChoice, ModelChoices } from '../core/modelChoices';
import { inputProblem } from '../core/modelChoices';
import type { ReceptiveField } from '../core/receptiveField';
import type { LayerInfo } from '../engine/protocol';
import type { Field } from './fields';
import { at, listOf, nameOf, numberOf, numbersOf, oneOf, optional, RecordError, refuseField, textOf } from './fields';
import type { RecordedModel } from './runRecord';

const FITS: readonly PictureFit[] = ['crop', 'letterbox', 'stretch'];
const ORDERS: readonly ChannelOrder[] = ['rgb', 'bgr', 'grey'];
const LAYOUTS: readonly InputLayout[] = ['nhwc', 'nchw'];
const LABEL_SETS = ['imagenet-1k', 'coco', 'none', 'own'] as const;
const MOST_AXIS = 1e7;

/** `layers` is empty where the file does not say what the network offers besides the run's own. */
export function readModel(field: Field): RecordedModel {
  const id = nameOf(at(field, 'id'));
  return {
    link: optional(at(field, 'link'), nameOf),
    choices: optional(at(field, 'choices'), readChoices),
    id,
    title: optional(at(field, 'title'), nameOf) ?? id,
    sha256: optional(at(field, 'sha256'), textOf) ?? '',
    input: readInput(at(field, 'input')),
    layers: (optional(at(field, 'layers'), listOf) ?? []).map(readLayerInfo),
  };
}

function readInput(field: Field): NetworkInput {
  const three = (key: string) => numbersOf(at(field, key), 3, 'three numbers, for red, green and blue');
  const input: NetworkInput = {
    width: numberOf(at(field, 'width'), { least: 1, isWhole: true }),
    height: numberOf(at(field, 'height'), { least: 1, isWhole: true }),
    mean: three('mean'),
    std: three('std'),
    ...whereGiven('fit', optional(at(field, 'fit'), (fit) => oneOf(fit, FITS))),
    ...whereGiven('channelOrder', optional(at(field, 'channelOrder'), (order) => oneOf(order, ORDERS))),
    ...whereGiven('layout', optional(at(field, 'layout'), (layout) => oneOf(layout, LAYOUTS))),
  };
  const problem = inputProblem(input);
  if (problem !== null) throw new RecordError(`“${field.file}”: ${field.path} cannot be used. ${problem}`);
  return input;
}

function whereGiven<Key extends string, Value>(key: Key, value: Value | null): { [K in Key]?: Value } {
  return (value === null ? {} : { [key]: value }) as { [K in Key]?: Value };
}

export function readChoices(field: Field): ModelChoices {
  const texts = (key: string) => whereGiven(key, optional(at(field, key), textOf));
  return {
    ...whereGiven('input', optional(at(field, 'input'), readInput)),
    ...whereGiven('labels', optional(at(field, 'labels'), readLabels)),
    ...whereGiven('constants', optional(at(field, 'constants'), readConstants)),
    ...texts('pictureInput'),
    ...texts('output'),
    ...texts('origin'),
  };
}

function readLabels(field: Field): LabelChoice {
  return {
    set: oneOf(at(field, 'set'), LABEL_SETS),
    ...whereGiven('name', optional(at(field, 'name'), textOf)),
    ...whereGiven('labels', optional(at(field, 'labels'), (labels) => listOf(labels).map(textOf))),
  };
}

function readConstants(field: Field): Readonly<Record<string, number>> {
  if (typeof field.value !== 'object' || field.value === null) return refuseField(field, 'an object of numbers');
  return Object.fromEntries(Object.keys(field.value).map((name) => [name, numberOf(at(field, name))]));
}

/** @param index counted from 0, for files that say no depth */
export function readLayerInfo(field: Field, index: number): LayerInfo {
  const id = nameOf(at(field, 'id'));
  return {
    id,
    title: optional(at(field, 'title'), textOf) ?? id,
    stage: optional(at(field, 'stage'), textOf) ?? '',
    kind: optional(at(field, 'kind'), textOf) ?? 'other',
    depth: optional(at(field, 'depth'), (depth) => numberOf(depth, { least: 1, isWhole: true })) ?? index + 1,
    shape: (optional(at(field, 'shape'), listOf) ?? []).map((axis) => numberOf(axis, { least: 1, most: MOST_AXIS, isWhole: true })),
    ...(at(field, 'inner').value === true && { inner: true }),
    ...(at(field, 'side').value === true && { side: true }),
    ...whereGiven('receptiveField', optional(at(field, 'receptiveField'), readReceptiveField)),
  };
}

/** JSON has no Infinity: all of the picture is null there. */
function readReceptiveField(field: Field): ReceptiveField {
  const side = (key: keyof ReceptiveField) => optional(at(field, key), (value) => numberOf(value, { least: 0 })) ?? Infinity;
  return { height: side('height'), width: side('width'), strideHeight: side('strideHeight'), strideWidth: side('strideWidth') };
}
