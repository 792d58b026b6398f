/** Finds the layers worth offering in a network that comes without a card. */

/** As much of a GraphDef node as we need. */
export interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
}

/** Operations that start a layer. */
const ANCHORS = new Set([
  'Conv2D', 'DepthwiseConv2dNative', '_FusedConv2D', 'FusedDepthwiseConv2dNative', 'MatMul', '_FusedMatMul',
  'BatchMatMul', 'BatchMatMulV2', 'Add', 'AddV2', 'ConcatV2',
]);
const MEETINGS = /^(Add(V2)?|ConcatV2)$/;
const DEPTHWISE = /Depthwise/;
/** Operations that belong to the layer before them. */
const FOLLOWERS = new Set([
  'BiasAdd', 'Add', 'AddV2', 'Mul', 'Sub', 'FusedBatchNorm', 'FusedBatchNormV2', 'FusedBatchNormV3', 'Relu', 'Relu6',
  'Elu', 'Selu', 'LeakyRelu', 'Prelu', 'Sigmoid', 'Tanh', 'Softplus', 'Identity', 'Minimum', 'Maximum',
]);

const producerOf = (input: string) => input.replace(/^\^/, '').replace(/:\d+$/, '');

/** Names of nodes that end a layer: a convolution, product or sum with the bias, normalisation and activation after it. */
export function discoverGraphLayers(nodes: readonly GraphNode[]): { id: string; kind: string }[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const constants = new Set(nodes.filter((node) => node.op === 'Const').map((node) => node.name));
  const consumers = new Map<string, GraphNode[]>();
  for (const node of nodes) {
    for (const input of node.input ?? []) {
      const producer = producerOf(input);
      consumers.set(producer, [...(consumers.get(producer) ?? []), node]);
    }
  }
  const nonConstantInputs = (node: GraphNode) => (node.input ?? []).filter((input) => !constants.has(resolve(input)));
  // Exported graphs put Identity between a constant and its reader.
  const resolve = (input: string): string => {
    const node = byName.get(producerOf(input));
    return node?.op === 'Identity' && node.input?.[0] ? resolve(node.input[0]) : producerOf(input);
  };

  /** A pointwise convolution behind a depthwise one ends a block, unless a shortcut joins it first. */
  const depthwise = new Set<string>();
  const meets = (end: GraphNode) => (consumers.get(end.name) ?? []).some((next) => MEETINGS.test(next.op) && nonConstantInputs(next).length > 1);

  const layers = new Map<string, { id: string; kind: string }>();
  for (const anchor of nodes) {
    if (!ANCHORS.has(anchor.op) || nonConstantInputs(anchor).length === 0) continue;
    // A sum with a constant is a bias, not a layer of its own.
    if (MEETINGS.test(anchor.op) && nonConstantInputs(anchor).length < 2) continue;
    let end = anchor;
    for (;;) {
      const next = consumers.get(end.name);
      if (next?.length !== 1 || !FOLLOWERS.has(next[0]!.op) || nonConstantInputs(next[0]!).length !== 1) break;
      end = next[0]!;
    }
    if (DEPTHWISE.test(anchor.op)) depthwise.add(end.name);
    const closesSeparable = depthwise.has(producerOf(anchor.input?.[0] ?? '')) && !meets(end);
    const isBlock = MEETINGS.test(anchor.op) || closesSeparable;
    layers.set(end.name, { id: end.name, kind: isBlock ? 'block' : /MatMul/.test(anchor.op) ? 'dense' : 'convolution' });
  }
  return [...layers.values()].filter((layer) => !layer.id.includes(','));
}

/** Keras layer classes that only reshape, regularise or feed. */
const UNINTERESTING_KERAS_CLASSES = new Set([
  'InputLayer', 'Dropout', 'SpatialDropout2D', 'Flatten', 'Reshape', 'ZeroPadding2D', 'GaussianNoise', 'Permute',
]);

export function isKerasLayerWorthShowing(className: string): boolean {
  return !UNINTERESTING_KERAS_CLASSES.has(className);
}

export function kindOfKerasClass(className: string): string {
  if (/Conv/.test(className)) return 'convolution';
  if (/Pool/.test(className)) return 'pool';
  if (className === 'Dense') return 'dense';
  if (className === 'Add') return 'block';
  return 'other';
}

/** Endings that say which operation of a layer a node is, not which layer. */
const OPERATION_ENDINGS = /[/_]?(Relu6?|Elu|Selu|LeakyRelu|BiasAdd|FusedBatchNorm(V\d)?|Conv2D|depthwise|add|AddV2|concat|MatMul|Identity)(_\d+)?$/i;

/** Names for the page: without what all of them begin with, and without the operation that ends a layer, where that stays clear. */
export function readableTitles(ids: readonly string[]): string[] {
  const paths = ids.map((id) => id.split('/'));
  let common = 0;
  while (paths.length > 1 && paths.every((path) => path.length > common + 1 && path[common] === paths[0]![common])) common++;
  const whole = paths.map((path) => path.slice(common).join('/'));
  const short = whole.map((title) => {
    const cut = title.replace(OPERATION_ENDINGS, '');
    return cut === '' ? title : cut;
  });
  const times = new Map<string, number>();
  for (const title of short) times.set(title, (times.get(title) ?? 0) + 1);
  return short.map((title, i) => (times.get(title) === 1 ? title : whole[i]!));
}
