/**
 * Changes to a TensorFlow.js graph model that leave its function as it is: the part between a feed and some outputs is cut out,
 * batch norm goes into the convolutions, and nodes get readable names. Each works on `{ nodes, weights }` in place:
 * nodes as in model.json; weights by name, `{ shape, dtype, values }`, with Float32Array or Int32Array values.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';

const TYPED = { float32: Float32Array, int32: Int32Array };
const producerOf = (input) => input.replace(/^\^/, '').replace(/:\d+$/, '');

/** @returns {{ nodes: object[], weights: Map<string, { shape: number[], dtype: string, values: Float32Array | Int32Array }> }} */
export function readGraph(modelFile) {
  const json = JSON.parse(readFileSync(modelFile, 'utf8'));
  const weights = new Map();
  for (const group of json.weightsManifest) {
    const bytes = Buffer.concat(group.paths.map((name) => readFileSync(path.join(path.dirname(modelFile), name))));
    let offset = 0;
    for (const { name, shape, dtype, quantization } of group.weights) {
      if (!TYPED[dtype] || quantization) throw new Error(`${modelFile}: the weight "${name}" is ${dtype}, quantised or neither float32 nor int32`);
      const length = shape.reduce((product, size) => product * size, 4);
      weights.set(name, { shape, dtype, values: new TYPED[dtype](Uint8Array.from(bytes.subarray(offset, offset + length)).buffer) });
      offset += length;
    }
  }
  return { nodes: json.modelTopology.node, weights };
}

export function findNode(graph, name) {
  const node = graph.nodes.find((candidate) => candidate.name === name);
  if (!node) throw new Error(`the graph has no node "${name}"`);
  return node;
}

/** Puts an input for pictures of this size in the place of a node. */
export function feedAt(graph, name, [height, width]) {
  const size = [-1, height, width, 3].map((length) => ({ size: String(length) }));
  replaceNode(graph, { name, op: 'Placeholder', input: [], attr: { dtype: { type: 'DT_FLOAT' }, shape: { shape: { dim: size } } } });
}

export function replaceNode(graph, node) {
  graph.nodes[graph.nodes.indexOf(findNode(graph, node.name))] = node;
}

export function addWeight(graph, name, shape, values) {
  graph.weights.set(name, { shape, dtype: values instanceof Int32Array ? 'int32' : 'float32', values });
  const type = values instanceof Int32Array ? 'DT_INT32' : 'DT_FLOAT';
  graph.nodes.unshift({ name, op: 'Const', input: [], attr: { dtype: { type } } });
}

/** Leaves what the outputs are computed from. */
export function keepOnly(graph, outputs) {
  const byName = new Map(graph.nodes.map((node) => [node.name, node]));
  const kept = new Set();
  const open = [...outputs];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (kept.has(name)) continue;
    kept.add(name);
    open.push(...(findNode(graph, name).input ?? []).map(producerOf));
  }
  graph.nodes = [...byName.values()].filter((node) => kept.has(node.name));
  for (const name of graph.weights.keys()) if (!kept.has(name)) graph.weights.delete(name);
}

/**
 * SpaceToBatch, a depthwise convolution without padding, BatchToSpace: that is one dilated convolution of the same size
 * wherever padding and crops do nothing but make the size a multiple of the block.
 */
export function undoSpaceToBatch(graph) {
  for (const after of graph.nodes.filter((node) => node.op === 'BatchToSpaceND')) {
    const convolution = findNode(graph, after.input[0]);
    const before = findNode(graph, convolution.input[0]);
    const block = [...graph.weights.get(before.input[1]).values];
    const paddings = [...graph.weights.get(before.input[2]).values];
    const crops = [...graph.weights.get(after.input[2]).values];
    const filter = graph.weights.get(convolution.input[1]).shape;
    for (const axis of [0, 1]) {
      const reach = ((filter[axis] - 1) / 2) * block[axis];
      const isSame = paddings[2 * axis] === reach && crops[2 * axis] === 0 && paddings[2 * axis + 1] - crops[2 * axis + 1] === reach;
      if (before.op !== 'SpaceToBatchND' || !isSame) throw new Error(`"${after.name}" is not a dilated convolution of the same size`);
    }
    const dilations = { list: { i: ['1', String(block[0]), String(block[1]), '1'] } };
    replaceNode(graph, {
      ...convolution,
      name: after.name,
      input: [before.input[0], convolution.input[1]],
      attr: { ...convolution.attr, dilations, padding: { s: Buffer.from('SAME').toString('base64') } },
    });
  }
}

/** A depthwise convolution's products with constants, one a channel, go into its filter; constants added become biases. */
export function foldBatchNorm(graph) {
  const readers = readersOf(graph);
  for (const node of graph.nodes.filter(({ op }) => op === 'DepthwiseConv2dNative')) {
    const [product, ...others] = readers.get(node.name) ?? [];
    const factor = product?.op === 'Mul' && others.length === 0 ? constantBeside(graph, product, node.name) : null;
    if (factor) foldFactor(graph, node, product, factor);
  }
  for (const sum of graph.nodes.filter(({ op }) => op === 'Add')) {
    const term = sum.input.find((name) => !graph.weights.has(name));
    const offset = constantBeside(graph, sum, term);
    if (offset) foldOffset(graph, sum, findNode(graph, term), offset);
  }
}

function readersOf(graph) {
  const readers = new Map();
  for (const node of graph.nodes) {
    for (const input of node.input ?? []) readers.set(producerOf(input), [...(readers.get(producerOf(input)) ?? []), node]);
  }
  return readers;
}

/** The name of a constant vector that a node reads beside another input; null where there is none. */
function constantBeside(graph, node, other) {
  const name = node.input.find((input) => input !== other);
  return graph.weights.get(name)?.shape.length === 1 ? name : null;
}

function foldFactor(graph, convolution, product, factorName) {
  const filter = graph.weights.get(convolution.input[1]);
  const factor = graph.weights.get(factorName).values;
  const [, , channels, multiplier] = filter.shape;
  if (multiplier !== 1 || factor.length !== channels) throw new Error(`"${product.name}" has ${factor.length} factors for ${channels} channels`);
  // A filter of its own: others may read the same constant.
  const name = `${convolution.name}/scaled_filter`;
  addWeight(graph, name, filter.shape, filter.values.map((value, i) => value * factor[i % channels]));
  replaceNode(graph, { ...convolution, name: product.name, input: [convolution.input[0], name] });
}

const CONVOLUTIONS = ['Conv2D', 'DepthwiseConv2dNative'];

/** (a + conv) + offset is a + (conv + offset): the offset belongs to the convolution. */
function foldOffset(graph, sum, term, offset) {
  if (CONVOLUTIONS.includes(term.op)) {
    replaceNode(graph, { ...sum, op: 'BiasAdd', input: [term.name, offset], attr: { T: { type: 'DT_FLOAT' } } });
    return;
  }
  if (term.op !== 'AddN' || term.input.length !== 2) return;
  const convolution = term.input.find((name) => CONVOLUTIONS.includes(findNode(graph, name).op));
  if (!convolution) return;
  const biased = `${convolution}/biased`;
  graph.nodes.splice(graph.nodes.indexOf(term), 0, { name: biased, op: 'BiasAdd', input: [convolution, offset], attr: { T: { type: 'DT_FLOAT' } } });
  replaceNode(graph, { ...sum, input: [term.input.find((name) => name !== convolution), biased] });
}

/** @param {Map<string, string>} names new names by old ones */
export function renameNodes(graph, names) {
  for (const name of names.keys()) findNode(graph, name);
  const rename = (name) => names.get(name) ?? name;
  for (const node of graph.nodes) {
    node.name = rename(node.name);
    node.input = (node.input ?? []).map((input) => input.replace(producerOf(input), rename(producerOf(input))));
  }
}

const SHARD_BYTES = 4 * 1024 * 1024;

/** @returns {Map<string, Buffer>} model.json and its shards, by name */
export function graphFiles(graph) {
  const entries = [...graph.weights];
  const data = Buffer.concat(entries.map(([, { values }]) => Buffer.from(values.buffer, values.byteOffset, values.byteLength)));
  const count = Math.ceil(data.length / SHARD_BYTES);
  const paths = Array.from({ length: count }, (_, i) => `weights-${i + 1}of${count}.bin`);
  const json = {
    format: 'graph-model',
    modelTopology: { node: inOrder(graph.nodes), versions: {} },
    weightsManifest: [{ paths, weights: entries.map(([name, { shape, dtype }]) => ({ name, shape, dtype })) }],
  };
  const files = new Map(paths.map((name, i) => [name, data.subarray(i * SHARD_BYTES, (i + 1) * SHARD_BYTES)]));
  return files.set('model.json', Buffer.from(JSON.stringify(json)));
}

/** Every node after those that it reads, as readers of graphs expect. */
function inOrder(nodes) {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const placed = new Set();
  const place = (node) => {
    if (placed.has(node)) return;
    placed.add(node);
    for (const input of node.input ?? []) place(byName.get(producerOf(input)));
    ordered.push(node);
  };
  const ordered = [];
  nodes.forEach(place);
  return ordered;
}
