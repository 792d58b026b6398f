/** Receptive fields of a Keras model's layers, from their configurations. */
import {
  PIXEL_FIELD, type ReceptiveField, throughTransposed, throughWindow, WHOLE_PICTURE, widest, type Window, withStride,
} from '../core/receptiveField';
import type { FlatLayer, FlatModel } from './flatLayers';

type Pair = readonly [number, number];

function pair(value: unknown, fallback: Pair): Pair {
  if (Array.isArray(value)) return [Number(value[0]), Number(value[1] ?? value[0])];
  return typeof value === 'number' ? [value, value] : fallback;
}

/** @returns by layer id, for all that the picture reaches */
export function layersReceptiveFields(flat: FlatModel, picture: FlatLayer): ReadonlyMap<string, ReceptiveField> {
  const fields = new Map<FlatLayer, ReceptiveField | null>([[picture, PIXEL_FIELD]]);
  function fieldOf(layer: FlatLayer): ReceptiveField | null {
    const known = fields.get(layer);
    if (known !== undefined) return known;
    const before = widest(layer.inputs.map(({ from }) => fieldOf(from)).filter((field) => field !== null));
    const field = before && through(layer, before);
    fields.set(layer, field);
    return field;
  }
  return new Map(flat.layers.flatMap((layer) => {
    const field = fieldOf(layer);
    return field ? [[layer.id, field] as const] : [];
  }));
}

function through({ layer, className }: FlatLayer, before: ReceptiveField): ReceptiveField {
  const config = layer.getConfig() as Record<string, unknown>;
  if (className === 'Conv2DTranspose') return throughTransposed(before, windowOf(config, 'kernelSize', [1, 1]));
  if (className.endsWith('Conv2D')) return throughWindow(before, windowOf(config, 'kernelSize', [1, 1]));
  if (className.startsWith('Global')) return WHOLE_PICTURE;
  if (className.endsWith('Pooling2D')) return throughWindow(before, windowOf(config, 'poolSize', pair(config['poolSize'], [2, 2])));
  if (className === 'UpSampling2D') {
    const [h, w] = pair(config['size'], [2, 2]);
    return withStride(before, [1 / h, 1 / w]);
  }
  // A dense layer on feature maps is a convolution of one pixel; on a vector it has seen them all.
  if (className === 'Flatten' || className === 'Reshape' || /Attention/.test(className)) return WHOLE_PICTURE;
  return before;
}

function windowOf(config: Record<string, unknown>, size: string, strides: Pair): Window {
  return { kernel: pair(config[size], [2, 2]), stride: pair(config['strides'], strides), dilation: pair(config['dilationRate'], [1, 1]) };
}
