/** Networks of a few hundred weights in TensorFlow.js format, made on the spot: small enough for a software GPU. */

/** File name to contents; `model.json` among them. */
export type ModelFolder = Map<string, Buffer>;

export const TINY_SIDE = 8;
const CHANNELS = 4;
const CLASSES = 3;

interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Two shards, so that one can be missing. */
const SHARDS = ['group1-shard1of2.bin', 'group1-shard2of2.bin'] as const;

export interface TinyGraphOptions {
  /** With its card in `userDefinedMetadata.pixelsieve`, unless false. */
  readonly card?: boolean;
  readonly seed?: number;
  /** Pixels that it takes, across and down. */
  readonly side?: number;
  /** ReLU leaves parts of so small a layer dead; the leaky one does not. */
  readonly activation?: 'LeakyRelu' | 'Relu';
}

/** Graph model: `conv1` (3 x 3, stride 1, linear), `conv2` (3 x 3, stride 2, activated), mean over positions, `logits`. */
export function tinyGraphModel({ card = true, seed = 1, side = TINY_SIDE, activation = 'LeakyRelu' }: TinyGraphOptions = {}): ModelFolder {
  const random = seededNormal(seed);
  const weights = [
    makeWeight('conv1/kernel', [3, 3, 3, CHANNELS], 0.4, random),
    makeWeight('conv2/kernel', [3, 3, CHANNELS, CHANNELS], 0.3, random),
    makeWeight('logits/kernel', [CHANNELS, CLASSES], 1, random),
  ];
  const shape = dims([-1, side, side, 3]);
  const node = [
    { name: 'input', op: 'Placeholder', attr: { dtype: FLOAT, shape: { shape } } },
    ...weights.map((weight) => ({
      name: weight.name,
      op: 'Const',
      attr: { dtype: FLOAT, value: { tensor: { dtype: 'DT_FLOAT', tensorShape: dims(weight.shape) } } },
    })),
    convolution('conv1', 'input', 'conv1/kernel', 1),
    convolution('conv2/conv', 'conv1', 'conv2/kernel', 2),
    { name: 'conv2', op: activation, input: ['conv2/conv'], attr: { T: FLOAT, alpha: { f: 0.2 } } },
    {
      name: 'pool/axes',
      op: 'Const',
      attr: { dtype: { type: 'DT_INT32' }, value: { tensor: { dtype: 'DT_INT32', tensorShape: dims([2]) } } },
    },
    { name: 'pool', op: 'Mean', input: ['conv2', 'pool/axes'], attr: { T: FLOAT, keep_dims: { b: false } } },
    {
      name: 'logits',
      op: 'MatMul',
      input: ['pool', 'logits/kernel'],
      attr: { T: FLOAT, transpose_a: { b: false }, transpose_b: { b: false } },
    },
  ];
  return folder(
    {
      format: 'graph-model',
      generatedBy: 'e2e/support/tinyModel.ts',
      signature: {
        inputs: { input: { name: 'input:0', dtype: 'DT_FLOAT', tensorShape: shape } },
        outputs: { logits: { name: 'logits:0', dtype: 'DT_FLOAT', tensorShape: dims([-1, CLASSES]) } },
      },
      modelTopology: { node, versions: { producer: 1 } },
      ...(card ? { userDefinedMetadata: { pixelsieve: { ...CARD, input: { ...CARD.input, width: side, height: side } } } } : {}),
    },
    weights,
    [{ name: 'pool/axes', shape: [2], dtype: 'int32', bytes: Buffer.from(Int32Array.of(1, 2).buffer) }],
  );
}

/** Layers (Keras) model without a card: `conv_a`, `conv_b` (both 3 x 3, leaky ReLU after each), average pooling, `scores`. */
export function tinyLayersModel(seed = 2): ModelFolder {
  const random = seededNormal(seed);
  const weights = [
    makeWeight('conv_a/kernel', [3, 3, 3, CHANNELS], 0.4, random),
    makeWeight('conv_a/bias', [CHANNELS], 0.1, random),
    makeWeight('conv_b/kernel', [3, 3, CHANNELS, CHANNELS], 0.3, random),
    makeWeight('conv_b/bias', [CHANNELS], 0.1, random),
    makeWeight('scores/kernel', [CHANNELS, CLASSES], 1, random),
    makeWeight('scores/bias', [CLASSES], 0.1, random),
  ];
  const conv = (name: string, first: boolean) => ({
    class_name: 'Conv2D',
    config: {
      name, filters: CHANNELS, kernel_size: [3, 3], strides: [1, 1], padding: 'same', activation: 'linear', use_bias: true,
      data_format: 'channels_last', dilation_rate: [1, 1], trainable: true, dtype: 'float32',
      ...(first ? { batch_input_shape: [null, TINY_SIDE, TINY_SIDE, 3] } : {}),
    },
  });
  const leaky = (name: string) => ({ class_name: 'LeakyReLU', config: { name, alpha: 0.2, trainable: true } });
  const layers = [
    conv('conv_a', true),
    leaky('leaky_a'),
    conv('conv_b', false),
    leaky('leaky_b'),
    { class_name: 'GlobalAveragePooling2D', config: { name: 'pool', data_format: 'channels_last', trainable: true } },
    { class_name: 'Dense', config: { name: 'scores', units: CLASSES, activation: 'linear', use_bias: true, trainable: true } },
  ];
  const modelTopology = {
    keras_version: '2.15.0',
    backend: 'tensorflow',
    model_config: { class_name: 'Sequential', config: { name: 'tiny', layers } },
  };
  return folder({ format: 'layers-model', generatedBy: 'e2e/support/tinyModel.ts', modelTopology }, weights);
}

export function withoutShard(files: ModelFolder): ModelFolder {
  return new Map([...files].filter(([name]) => name !== SHARDS[1]));
}

/** One weight of the first layer made not a number. */
export function withNaN(files: ModelFolder): ModelFolder {
  const shard = Buffer.from(files.get(SHARDS[0])!);
  shard.writeFloatLE(Number.NaN, 8);
  return new Map(files).set(SHARDS[0], shard);
}

export function withTruncatedWeights(files: ModelFolder): ModelFolder {
  return new Map(files).set(SHARDS[1], files.get(SHARDS[1])!.subarray(0, -20));
}

const FLOAT = { type: 'DT_FLOAT' } as const;

const CARD = {
  id: 'tiny',
  title: 'Tiny',
  architecture: 'two convolutions',
  parameters: 9 * 3 * CHANNELS + 9 * CHANNELS * CHANNELS + CHANNELS * CLASSES,
  input: { width: TINY_SIDE, height: TINY_SIDE, mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] },
  labels: ['red', 'green', 'blue'],
  layers: [
    { id: 'conv1', title: 'First', stage: '8 px', kind: 'convolution' },
    { id: 'conv2', title: 'Second', stage: '4 px', kind: 'convolution' },
  ],
  logits: 'logits',
};

function dims(shape: readonly number[]) {
  return { dim: shape.map((size) => ({ size: String(size) })) };
}

function convolution(name: string, from: string, kernel: string, stride: number) {
  return {
    name,
    op: 'Conv2D',
    input: [from, kernel],
    attr: {
      T: FLOAT,
      strides: { list: { i: ['1', String(stride), String(stride), '1'] } },
      dilations: { list: { i: ['1', '1', '1', '1'] } },
      // Base64 of NHWC and SAME.
      data_format: { s: 'TkhXQw==' },
      padding: { s: 'U0FNRQ==' },
    },
  };
}

interface RawWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly bytes: Buffer;
}

function folder(model: object, weights: readonly Weight[], others: readonly RawWeight[] = []): ModelFolder {
  const all: RawWeight[] = [
    ...weights.map(({ name, shape, values }) => ({ name, shape, dtype: 'float32', bytes: Buffer.from(values.buffer) })),
    ...others,
  ];
  const bytes = Buffer.concat(all.map((weight) => weight.bytes));
  const half = Math.floor(bytes.length / 8) * 4;
  const manifest = [{ paths: SHARDS, weights: all.map(({ name, shape, dtype }) => ({ name, shape, dtype })) }];
  return new Map([
    ['model.json', Buffer.from(JSON.stringify({ ...model, weightsManifest: manifest }))],
    [SHARDS[0], bytes.subarray(0, half)],
    [SHARDS[1], bytes.subarray(half)],
  ]);
}

function makeWeight(name: string, shape: readonly number[], std: number, normal: () => number): Weight {
  const length = shape.reduce((product, size) => product * size, 1);
  return { name, shape, values: Float32Array.from({ length }, () => std * normal()) };
}

/** Sums of twelve uniforms from a linear congruential generator: normal enough for weights. */
function seededNormal(seed: number): () => number {
  let state = seed >>> 0;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return () => Array.from({ length: 12 }, uniform).reduce((sum, value) => sum + value, 0) - 6;
}
