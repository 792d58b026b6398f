/** Runs a graph: one node after the other, tensors let go of when nobody reads them any more. */
import * as tf from '@tensorflow/tfjs';
import { EngineFailure } from '../../engine/failure';
import type { OnnxGraph, OnnxNode } from './graph';
import type { Call } from './operators/operator';
import { OPERATORS } from './operators/registry';
import { numbersValue, type Value } from './values';

interface Plan {
  readonly nodes: readonly OnnxNode[];
  /** How often each value is read, by nodes and by the caller. */
  readonly reads: ReadonlyMap<string, number>;
}

/** Called after each node, for what a dry run finds out. */
export type Witness = (node: OnnxNode, inputs: readonly (Value | null)[], outputs: readonly Value[]) => void;

export class OnnxExecutor {
  private readonly graph: OnnxGraph;
  private readonly fileName: string;
  private readonly fileBatch: number | null;
  private readonly producers: ReadonlyMap<string, OnnxNode>;
  private readonly plans = new Map<string, Plan>();
  /** Laid out weights, by node and use. */
  private readonly kept = new Map<string, tf.Tensor>();

  constructor(graph: OnnxGraph, fileName: string, fileBatch: number | null) {
    this.graph = graph;
    this.fileName = fileName;
    this.fileBatch = fileBatch;
    this.producers = new Map(graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  }

  /**
   * To be called within a tidy.
   * @param feeds by value name: inputs, and whatever else is given in place of what the graph computes; they stay the caller's
   * @throws EngineFailure naming the node that cannot run
   */
  run(feeds: ReadonlyMap<string, Value>, wanted: readonly string[], batch: number, witness?: Witness): Value[] {
    const plan = this.planFor([...feeds.keys()], wanted);
    const values = new Map(feeds);
    const reads = new Map(plan.reads);
    for (const node of plan.nodes) {
      const inputs = node.inputs.map((input) => (input === '' ? null : this.valueOf(values, input)));
      const outputs = this.runNode(node, inputs, batch);
      witness?.(node, inputs, outputs);
      node.outputs.forEach((name, i) => {
        if (name !== '' && outputs[i]) values.set(name, ownCopy(outputs[i], inputs));
      });
      for (const name of node.outputs) if (!reads.get(name)) this.letGo(values, feeds, name);
      for (const name of node.inputs) {
        const left = (reads.get(name) ?? 0) - 1;
        reads.set(name, left);
        if (left === 0) this.letGo(values, feeds, name);
      }
    }
    return wanted.map((name) => this.valueOf(values, name));
  }

  dispose(): void {
    for (const tensor of this.kept.values()) tensor.dispose();
    this.kept.clear();
  }

  private valueOf(values: ReadonlyMap<string, Value>, name: string): Value {
    const value = values.get(name);
    if (value) return value;
    const constant = this.graph.constants.get(name);
    if (constant) return numbersValue(constant.dims, constant.dtype, constant.data);
    throw new EngineFailure('model-format', `${this.fileName}: nothing gives the value "${name}". The file is damaged; export it again.`);
  }

  private letGo(values: Map<string, Value>, feeds: ReadonlyMap<string, Value>, name: string): void {
    const value = values.get(name);
    if (!value || feeds.has(name)) return;
    values.delete(name);
    if (value.kind === 'tensor') value.tensor.dispose();
  }

  private runNode(node: OnnxNode, inputs: readonly (Value | null)[], batch: number): readonly Value[] {
    const operator = OPERATORS.get(node.op);
    if (!operator || node.domain !== '') throw new EngineFailure('model-operator-unsupported', `${this.fileName}: the node "${node.name}" needs the operator ${node.op}, which Pixelsieve does not have.`);
    const isConstant = (index: number) => {
      const name = node.inputs[index] ?? '';
      return name === '' || this.graph.constants.has(name);
    };
    const prepared: Call['prepared'] = (key, indices, make) => {
      if (!indices.every(isConstant)) return make();
      const place = `${node.name}\n${key}`;
      let tensor = this.kept.get(place);
      if (!tensor) {
        // A view of somebody else's tensor must not be kept in its stead.
        tensor = tf.keep(tf.tidy(() => make().clone()));
        this.kept.set(place, tensor);
      }
      return tensor;
    };
    try {
      const results = operator({ node, opset: this.graph.opset, inputs, batch, fileBatch: this.fileBatch, isConstant, prepared });
      return Array.isArray(results) ? (results as Value[]) : [results as Value];
    } catch (thrown) {
      if (thrown instanceof EngineFailure) throw thrown;
      const words = thrown instanceof Error ? thrown.message : String(thrown);
      throw new EngineFailure('model-operator-unsupported', `${this.fileName}: the node "${node.name}" (${node.op}) cannot run: ${words}.`);
    }
  }

  private planFor(given: readonly string[], wanted: readonly string[]): Plan {
    const key = `${given.join('\n')}\n\n${wanted.join('\n')}`;
    let plan = this.plans.get(key);
    if (!plan) {
      plan = this.makePlan(new Set(given), wanted);
      this.plans.set(key, plan);
    }
    return plan;
  }

  private makePlan(given: ReadonlySet<string>, wanted: readonly string[]): Plan {
    const needed = new Set<OnnxNode>();
    const open = [...wanted];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      const node = given.has(name) ? undefined : this.producers.get(name);
      if (!node || needed.has(node)) continue;
      needed.add(node);
      open.push(...node.inputs);
    }
    const nodes = this.graph.nodes.filter((node) => needed.has(node));
    const reads = new Map<string, number>();
    for (const name of [...wanted, ...nodes.flatMap((node) => node.inputs)]) reads.set(name, (reads.get(name) ?? 0) + 1);
    return { nodes, reads };
  }
}

/** Operators may hand on what they got; whoever lets go of one must not take it from the other. */
function ownCopy(output: Value, inputs: readonly (Value | null)[]): Value {
  if (output.kind === 'numbers' || !inputs.some((input) => input?.kind === 'tensor' && input.tensor === output.tensor)) return output;
  return { ...output, tensor: output.tensor.clone() };
}
