/**
 * Convolution, bias and rectifier of a graph as one step also under gradients. tfjs fuses them only where nothing is differentiated;
 * else it runs three kernels, each of which reads and writes the whole feature, and keeps what goes into each of them. Filters and
 * biases are the network's own, and no metric asks for their gradients.
 */
import * as tf from '@tensorflow/tfjs';
import { rectifierGradient } from '../kernels/reluGradient';
import type { GraphTopology } from './graphNetwork';

type Node = GraphTopology['node'][number];
type Shape4D = [number, number, number, number];

const STEP = 'PixelsieveConvolution';
const DEPTHWISE_STEP = 'PixelsieveDepthwiseConvolution';
/** What `fuseConvolutions` makes, and the step that takes its place. */
const STEPS: Readonly<Record<string, string>> = { _FusedConv2D: STEP, FusedDepthwiseConv2dNative: DEPTHWISE_STEP };
const ACTIVATIONS: Readonly<Record<string, 'linear' | 'relu' | 'relu6'>> = { biasadd: 'linear', 'biasadd,relu': 'relu', 'biasadd,relu6': 'relu6' };

/** @param topology as `fuseConvolutions` leaves it; steps that this file has no kernel for stay tfjs's own */
export function withConvolutionSteps(topology: GraphTopology): GraphTopology {
  registerSteps();
  return { ...topology, node: topology.node.map((node) => (isPlain(node) ? { ...node, op: STEPS[node.op]! } : node)) };
}

/** A text in a GraphDef: base64, or bytes. */
type Text = string | readonly number[];

function isPlain({ op, attr }: Node): boolean {
  if (!STEPS[op]) return false;
  const attributes = attr as unknown as Record<string, { s?: Text; list?: { s?: Text[]; i?: (string | number)[] } }> | undefined;
  const isUndilated = (attributes?.['dilations']?.list?.i ?? []).every((dilation) => Number(dilation) === 1);
  const operations = (attributes?.['fused_ops']?.list?.s ?? []).map(decoded).join(',');
  const format = attributes?.['data_format']?.s;
  return (
    isUndilated && operations in ACTIVATIONS && ['same', 'valid'].includes(decoded(attributes?.['padding']?.s ?? '')) &&
    (format === undefined || decoded(format) === 'nhwc')
  );
}

/** In lower case, as tfjs hands it to a step. */
const decoded = (text: Text) => (typeof text === 'string' ? atob(text) : String.fromCharCode(...text)).toLowerCase();

let registered = false;

function registerSteps(): void {
  if (registered) return;
  registered = true;
  for (const [op, isDepthwise] of [[STEP, false], [DEPTHWISE_STEP, true]] as const) {
    tf.registerOp(op, ({ inputs, attrs }) => {
      const [x, filter, bias] = inputs as [tf.Tensor4D, tf.Tensor4D, tf.Tensor1D];
      const { strides, padding, fused_ops: operations } = attrs as unknown as { strides: number[]; padding: string; fused_ops: string[] };
      return convolutionStep(x, filter, bias, {
        strides: [strides[1]!, strides[2]!], pad: padding as 'same' | 'valid', isDepthwise, activation: ACTIVATIONS[operations.join(',')]!,
      });
    });
  }
}

export interface StepAttributes {
  readonly strides: readonly [number, number];
  readonly pad: 'same' | 'valid';
  readonly activation: 'linear' | 'relu' | 'relu6';
  readonly isDepthwise: boolean;
}

/**
 * @param x [batch, height, width, inChannels]; the only one that is differentiated
 * @param filter [filterHeight, filterWidth, inChannels, outChannels or, depthwise, multiplier]
 * @returns [batch, outHeight, outWidth, outChannels]
 */
export function convolutionStep(
  x: tf.Tensor4D, filter: tf.Tensor4D, bias: tf.Tensor1D, { strides, pad, activation, isDepthwise }: StepAttributes,
): tf.Tensor4D {
  const geometry = { strides: [...strides], pad, dataFormat: 'NHWC', dilations: [1, 1] };
  const run = tf.customGrad((input, save) => {
    const inputs = { x: input as tf.Tensor, filter, bias } as unknown as tf.NamedTensorMap;
    const attributes = { ...geometry, activation, leakyreluAlpha: 0 };
    const value = tf.engine().runKernel<tf.Tensor4D>(isDepthwise ? 'FusedDepthwiseConv2D' : 'FusedConv2D', inputs, attributes);
    if (activation !== 'linear') (save as (tensors: tf.Tensor[]) => void)([value]);
    const inputShape = (input as tf.Tensor).shape as Shape4D;
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const through = activation === 'linear' ? dy : rectifierGradient(dy, saved[0]!, activation);
        const kernel = isDepthwise ? 'DepthwiseConv2dNativeBackpropInput' : 'Conv2DBackpropInput';
        return tf.engine().runKernel<tf.Tensor4D>(kernel, { dy: through, filter } as unknown as tf.NamedTensorMap, { ...geometry, inputShape });
      },
    };
  });
  return run(x) as tf.Tensor4D;
}
