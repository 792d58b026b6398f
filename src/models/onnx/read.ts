/** From files to a checked model: nothing is computed yet. */
import { EngineFailure } from '../../engine/failure';
import { checkGraph } from './check';
import { type Constant, readConstant } from './constants';
import { type OnnxGraph, type OnnxNode, readNodes } from './graph';
import { foldBatchNorms, foldConstants } from './simplify';
import { openAxesOf, portOf, shapeText } from './ports';
import type { OnnxFile, OnnxModel, OnnxPort, OnnxProblem } from './types';
import { type GraphMessage, type ModelMessage, readModelMessage } from './wire';

/** Operator sets whose meaning the importer knows. Tested from 7 to 21; 22 and 23 change nothing for these operators. */
const KNOWN_OPSETS = { first: 7, last: 23 };

/**
 * @param files one .onnx file, and the files of weights that it names, if it has such
 * @returns with all that is wrong under `problems`; see there what is fatal
 * @throws EngineFailure model-format where there is no network to speak of, model-weights-truncated where the file ends early
 */
export function readOnnx(files: readonly OnnxFile[]): OnnxModel {
  const file = files.find(({ name }) => /\.onnx$/i.test(name)) ?? (files.length === 1 ? files[0] : undefined);
  if (!file) throw new EngineFailure('model-format', `There is no .onnx file among ${files.map(({ name }) => name).join(', ') || 'the files'}.`);
  const beside = new Map(files.filter((other) => other !== file).map(({ name, bytes }) => [name.slice(name.lastIndexOf('/') + 1), bytes]));
  const message = parse(file);
  const graphMessage = message.graph;
  if (!graphMessage || graphMessage.node.length === 0) {
    throw new EngineFailure('model-format', `${file.name} holds no graph, so it is no ONNX network, or was not downloaded whole.`);
  }
  const problems: OnnxProblem[] = [];
  const constants = readWeights(graphMessage, file.name, beside, problems);
  const parameters = [...constants.values()].reduce((sum, { data, dtype }) => sum + (dtype === 'float32' ? data.length : 0), 0);
  const nodes = withoutConstants(nodesOf(graphMessage, file.name, beside, problems), constants);
  const opset = message.opsetImport.find(({ domain }) => !domain || domain === 'ai.onnx')?.version ?? 1;
  if (opset < KNOWN_OPSETS.first || opset > KNOWN_OPSETS.last) {
    problems.push({ kind: 'version', nodeName: '', isFatal: false, message: `${file.name} uses operator set ${opset}; Pixelsieve knows ${KNOWN_OPSETS.first} to ${KNOWN_OPSETS.last}, so its numbers may be off. Check the predictions, or export it again with opset 17.` });
  }
  const inputs = graphMessage.input.map(portOf).filter(({ name }) => !constants.has(name));
  const outputs = graphMessage.output.map(portOf);
  const whole: OnnxGraph = { opset, nodes, constants, inputs: inputs.map(({ name }) => name), outputs: outputs.map(({ name }) => name) };
  const graph = problems.some(({ isFatal }) => isFatal) ? whole : foldBatchNorms(foldConstants(whole));
  problems.push(...pictureProblems(file.name, inputs), ...checkGraph(file.name, graph, new Set(message.functions.map(({ name, domain }) => `${domain}:${name}`))));
  return {
    name: file.name, opset, parameters, inputs, outputs, problems, graph,
    producer: [message.producerName, message.producerVersion].filter(Boolean).join(' '),
    openAxes: openAxesOf(inputs),
  };
}

function parse({ name, bytes }: OnnxFile): ModelMessage {
  const start = new TextDecoder().decode(bytes.subarray(0, 64)).trimStart();
  if (start.startsWith('version https://git-lfs')) {
    throw new EngineFailure('model-format', `${name} is only a pointer to the network, as Git LFS keeps it. Download the file itself ("Download raw file").`);
  }
  if (/^<(!doctype|html|\?xml)/i.test(start)) throw new EngineFailure('model-format', `${name} is a web page, not a network. Download the file itself.`);
  try {
    return readModelMessage(bytes);
  } catch (thrown) {
    // The first field of every file is its IR version: field 1, a small number.
    const looksRight = bytes[0] === 0x08 && bytes.byteLength > 16;
    if (looksRight) throw new EngineFailure('model-weights-truncated', `${name} ends early, at ${bytes.byteLength} bytes (${String(thrown)}). Download it again.`);
    throw new EngineFailure('model-format', `${name} is no ONNX file: its bytes cannot be read as one.`);
  }
}

/** One problem for each missing file, not for each weight in it. */
function readWeights(graph: GraphMessage, fileName: string, beside: ReadonlyMap<string, Uint8Array>, problems: OnnxProblem[]): Map<string, Constant> {
  const constants = new Map<string, Constant>();
  if (graph.sparseInitializer.length > 0) {
    problems.push({ kind: 'weights', nodeName: '', isFatal: true, message: `${fileName} keeps weights as sparse tensors, which cannot be read here. Export it with dense weights.` });
  }
  const missing = new Map<string, number>();
  for (const tensor of graph.initializer) {
    const name = tensor.name ?? '';
    try {
      const constant = readConstant(tensor, fileName, beside);
      constants.set(name, constant);
      const bad = constant.dtype === 'float32' ? constant.data.findIndex((value: number) => Number.isNaN(value)) : -1;
      if (bad >= 0) problems.push({ kind: 'weights', nodeName: name, isFatal: true, message: `${fileName}: the weight "${name}" holds NaN at position ${bad}. No map of this network would mean anything; export it again from a sound checkpoint.` });
    } catch (thrown) {
      if (!(thrown instanceof EngineFailure)) throw thrown;
      constants.set(name, { dims: tensor.dims, dtype: 'float32', data: new Float32Array() });
      if (thrown.code !== 'model-shard-missing') problems.push({ kind: 'weights', nodeName: name, isFatal: true, message: thrown.message });
      else {
        const location = /the file "([^"]*)"/.exec(thrown.message)?.[1] ?? '';
        missing.set(location, (missing.get(location) ?? 0) + 1);
      }
    }
  }
  for (const [location, count] of missing) {
    problems.push({ kind: 'external-data', nodeName: '', isFatal: true, message: `${fileName} keeps ${count} of its weights in the file "${location}", which is missing. Drop it together with the .onnx file.` });
  }
  return constants;
}

function nodesOf(graph: GraphMessage, fileName: string, beside: ReadonlyMap<string, Uint8Array>, problems: OnnxProblem[]): OnnxNode[] {
  try {
    return readNodes(graph, fileName, beside);
  } catch (thrown) {
    if (!(thrown instanceof EngineFailure)) throw thrown;
    problems.push({ kind: thrown.code === 'model-shard-missing' ? 'external-data' : 'weights', nodeName: '', isFatal: true, message: thrown.message });
    return [];
  }
}

/** Constant nodes become weights. */
function withoutConstants(nodes: readonly OnnxNode[], constants: Map<string, Constant>): OnnxNode[] {
  return nodes.filter((node) => {
    const constant = node.op === 'Constant' ? constantOf(node) : null;
    if (constant) constants.set(node.outputs[0]!, constant);
    return !constant;
  });
}

function constantOf({ attributes }: OnnxNode): Constant | null {
  for (const [name, value] of attributes) {
    if (name === 'value' && value && typeof value === 'object' && 'dims' in value) return value;
    if (name === 'value_float' && typeof value === 'number') return { dims: [], dtype: 'float32', data: Float32Array.of(value) };
    if (name === 'value_int' && typeof value === 'number') return { dims: [], dtype: 'int32', data: Int32Array.of(value) };
    if (name === 'value_floats' && Array.isArray(value)) return { dims: [value.length], dtype: 'float32', data: Float32Array.from(value as number[]) };
    if (name === 'value_ints' && Array.isArray(value)) return { dims: [value.length], dtype: 'int32', data: Int32Array.from(value as number[]) };
  }
  return null;
}

function pictureProblems(fileName: string, inputs: readonly OnnxPort[]): OnnxProblem[] {
  if (inputs.some(({ layout }) => layout)) return [];
  const listed = inputs.map((port) => `"${port.name}" (${shapeText(port)})`).join(', ');
  const message = `${fileName} has no input for a picture: Pixelsieve needs one of batch x channels x height x width, or channels last, with 1 or 3 channels. ${listed ? `Its inputs: ${listed}.` : 'It has no inputs.'} Export the network from the tensor of the picture on.`;
  return [{ kind: 'input', nodeName: '', isFatal: true, message }];
}
