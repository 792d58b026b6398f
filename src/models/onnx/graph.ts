/** The graph as the importer works on it: nodes with their attributes as plain values, weights apart. */
import { type Constant, readConstant } from './constants';
import type { AttributeMessage, GraphMessage, NodeMessage } from './wire';

export type AttributeValue = number | string | readonly number[] | readonly string[] | Constant | null;

export interface OnnxNode {
  /** Unique; of the file where it has names. */
  readonly name: string;
  readonly op: string;
  readonly domain: string;
  /** Names of values; '' where an optional input is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, AttributeValue>;
  /** Of the module that the node was exported from, such as "layer1.0.conv1"; '' where the file does not tell. */
  readonly scope: string;
}

export interface OnnxGraph {
  readonly opset: number;
  /** In an order in which every node comes after what it reads. */
  readonly nodes: readonly OnnxNode[];
  /** Weights, and what was folded into one, by value name. */
  readonly constants: ReadonlyMap<string, Constant>;
  /** By name, without the weights. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** Nodes that read a value, by its name. */
export function consumersOf(nodes: readonly OnnxNode[]): Map<string, OnnxNode[]> {
  const consumers = new Map<string, OnnxNode[]>();
  for (const node of nodes) {
    for (const input of new Set(node.inputs)) {
      if (input === '') continue;
      const readers = consumers.get(input);
      if (readers) readers.push(node);
      else consumers.set(input, [node]);
    }
  }
  return consumers;
}

export function readNodes(graph: GraphMessage, fileName: string, files: ReadonlyMap<string, Uint8Array>): OnnxNode[] {
  const taken = new Set<string>();
  const nodes = graph.node.map((message) => {
    const base = message.name || message.output.find((output) => output !== '') || message.opType || 'node';
    let name = base;
    for (let i = 2; taken.has(name); i++) name = `${base} (${i})`;
    taken.add(name);
    return {
      name,
      op: message.opType ?? '',
      // "ai.onnx" is the default domain's other name.
      domain: message.domain === 'ai.onnx' ? '' : (message.domain ?? ''),
      inputs: message.input,
      outputs: message.output,
      attributes: new Map(message.attribute.map((attribute) => [attribute.name ?? '', attributeValue(attribute, fileName, files)])),
      scope: scopeOf(message),
    };
  });
  return sorted(nodes);
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

function attributeValue(attribute: AttributeMessage, fileName: string, files: ReadonlyMap<string, Uint8Array>): AttributeValue {
  const type = attribute.type ?? typeByContent(attribute);
  switch (type) {
    // Protobuf leaves out what is zero.
    case 1: return attribute.f ?? 0;
    case 2: return attribute.i ?? 0;
    case 3: return text(attribute.s ?? new Uint8Array());
    case 4: return attribute.t ? readConstant(attribute.t, fileName, files) : null;
    case 6: return attribute.floats;
    case 7: return attribute.ints;
    case 8: return attribute.strings.map(text);
    default: return null;
  }
}

/** Files of the first IR versions do not say what an attribute holds. */
function typeByContent(attribute: AttributeMessage): number {
  if (attribute.ints.length > 0) return 7;
  if (attribute.floats.length > 0) return 6;
  if (attribute.strings.length > 0) return 8;
  if (attribute.t) return 4;
  if (attribute.g) return 5;
  if (attribute.s) return 3;
  return attribute.f === undefined ? 2 : 1;
}

/** PyTorch's second exporter writes module paths beside its nodes; the first makes them the node's name. */
function scopeOf(message: NodeMessage): string {
  const listed = message.metadata.find(({ key }) => key === 'pkg.torch.onnx.name_scopes')?.value;
  const scopes = listed ? [...listed.matchAll(/['"]([^'"]*)['"]/g)].map((match) => match[1]!) : [];
  // The last one is the operation itself.
  if (scopes.length > 1) return scopes.at(-2)!;
  return message.name?.startsWith('/') ? joinedPath(message.name.split('/').slice(1, -1)) : '';
}

/** ["layer1", "layer1.0", "conv1"] is layer1.0.conv1: a part that repeats the one before it takes its place. */
export function joinedPath(parts: readonly string[]): string {
  const path: string[] = [];
  for (const part of parts) {
    const last = path.at(-1);
    if (last !== undefined && part.startsWith(`${last}.`)) path[path.length - 1] = part;
    else path.push(part);
  }
  return path.join('.');
}

/** By dependence, otherwise as in the file. Nodes in a circle are left out, and so is what reads them. */
function sorted(nodes: readonly OnnxNode[]): OnnxNode[] {
  const producers = new Map(nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const state = new Map<OnnxNode, 'open' | 'done' | 'circular'>();
  const order: OnnxNode[] = [];
  const visit = (first: OnnxNode) => {
    const stack = [{ node: first, next: 0 }];
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      if (top.next === 0) state.set(top.node, 'open');
      const input = top.node.inputs[top.next++];
      if (input === undefined) {
        if (state.get(top.node) === 'open') {
          state.set(top.node, 'done');
          order.push(top.node);
        }
        stack.pop();
        continue;
      }
      const producer = producers.get(input);
      const known = producer && state.get(producer);
      if (producer && known === undefined) stack.push({ node: producer, next: 0 });
      else if (known === 'open' || known === 'circular') state.set(top.node, 'circular');
    }
  };
  for (const node of nodes) if (!state.has(node)) visit(node);
  return order;
}

export function numberAttribute(node: OnnxNode, name: string, fallback: number): number {
  const value = node.attributes.get(name);
  return typeof value === 'number' ? value : fallback;
}

export function numbersAttribute(node: OnnxNode, name: string): readonly number[] | null {
  const value = node.attributes.get(name);
  return Array.isArray(value) && (value.length === 0 || typeof value[0] === 'number') ? (value as readonly number[]) : null;
}

export function textAttribute(node: OnnxNode, name: string, fallback: string): string {
  const value = node.attributes.get(name);
  return typeof value === 'string' ? value : fallback;
}
