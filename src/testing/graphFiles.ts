/** Builds small graph models as their files, for tests that change weights. */
import * as tf from '@tensorflow/tfjs';
import type { LayerCard, ModelCard } from '../core/modelCard';
import type { ModelFiles } from '../models/modelFiles';
import { seededNumbers } from './linearNetwork';

const FLOAT = { type: 'DT_FLOAT' };
const base64 = (text: string) => btoa(text);

export class GraphFiles {
  private readonly nodes: { name: string; op: string; input?: string[]; attr: object }[] = [];
  private readonly weights: { name: string; shape: number[]; dtype: 'float32' | 'int32'; values: Float32Array | Int32Array }[] = [];
  private readonly side: number;

  /** Starts from `input`: [batch, side, side, 3]. */
  constructor(side: number) {
    this.side = side;
    const dim = [-1, side, side, 3].map((size) => ({ size: String(size) }));
    this.nodes.push({ name: 'input', op: 'Placeholder', attr: { dtype: FLOAT, shape: { shape: { dim } } } });
  }

  /** A float32 constant; seeded N(0, std) numbers unless given. */
  constant(name: string, shape: number[], values?: number[], std = 0.5): string {
    const length = shape.reduce((product, size) => product * size, 1);
    const numbers = values ? Float32Array.from(values) : seededNumbers(length, this.weights.length + 1).map((v) => v * std);
    this.weights.push({ name, shape, dtype: 'float32', values: numbers });
    this.nodes.push({ name, op: 'Const', attr: { dtype: FLOAT } });
    return name;
  }

  integers(name: string, values: number[], shape = [values.length]): string {
    this.weights.push({ name, shape, dtype: 'int32', values: Int32Array.from(values) });
    this.nodes.push({ name, op: 'Const', attr: { dtype: { type: 'DT_INT32' } } });
    return name;
  }

  node(name: string, op: string, input: string[], attr: object = {}): string {
    this.nodes.push({ name, op, input, attr: { T: FLOAT, ...attr } });
    return name;
  }

  /** A convolution of any op, padding SAME; `fused` are the operations after it, each with its input in `others`. */
  convolution(name: string, op: string, from: string, kernel: string, { stride = 1, fused = [] as string[], others = [] as string[] } = {}): string {
    return this.node(name, op, [from, kernel, ...others], {
      strides: { list: { i: ['1', String(stride), String(stride), '1'] } },
      dilations: { list: { i: ['1', '1', '1', '1'] } },
      data_format: { s: base64('NHWC') },
      padding: { s: base64('SAME') },
      ...(fused.length > 0 && { fused_ops: { list: { s: fused.map(base64) } }, num_args: { i: String(others.length) } }),
    });
  }

  card(layerIds: string[], logits = 'logits'): ModelCard {
    const layers: LayerCard[] = layerIds.map((id) => ({ id, title: `Layer ${id}`, stage: '', kind: 'other' }));
    const input = { width: this.side, height: this.side, mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] };
    return { id: 'built', title: 'Built', architecture: '', parameters: 0, input, labels: [], layers, logits };
  }

  files(outputs: string[] = ['logits']): ModelFiles {
    const signature = { outputs: Object.fromEntries(outputs.map((name) => [name, { name: `${name}:0` }])) };
    const bytes = this.weights.flatMap(({ values }) => [...new Uint8Array(values.buffer, values.byteOffset, values.byteLength)]);
    const json = { format: 'graph-model', signature, modelTopology: { node: this.nodes, versions: { producer: 1 } }, weightsManifest: [] };
    return {
      name: 'built',
      json: json as unknown as tf.io.ModelJSON,
      weightSpecs: this.weights.map(({ name, shape, dtype }) => ({ name, shape, dtype })),
      weightData: Uint8Array.from(bytes).buffer,
      sha256: '',
    };
  }
}

/** A file's weights by name, as they are read. */
export function weightsOf(files: ModelFiles): Map<string, Float32Array> {
  const decoded = tf.io.decodeWeights(files.weightData, files.weightSpecs);
  const values = new Map(Object.entries(decoded).map(([name, tensor]) => [name, tensor.dataSync() as Float32Array]));
  tf.dispose(decoded);
  return values;
}
