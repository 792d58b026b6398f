/** What is wrong with a model before anything runs: numbers that are none, operators that we lack. */
import type * as tf from '@tensorflow/tfjs';
import type { LayerCard } from '../core/modelCard';
import { EngineFailure } from '../engine/failure';

/** Disposes of the model where it refuses it. */
export async function refuseNonFinite(
  name: string, weights: readonly (readonly [string, tf.Tensor])[], model: { dispose(): unknown },
): Promise<void> {
  for (const [weightName, tensor] of weights) {
    if (tensor.dtype !== 'float32') continue;
    const values = await tensor.data();
    const index = values.findIndex((value) => !Number.isFinite(value));
    if (index < 0) continue;
    model.dispose();
    throw new EngineFailure(
      'model-weights-not-finite',
      `${name}: the weight "${weightName}" holds ${values[index]} at position ${index}. No map of this network would mean anything; export it again from a sound checkpoint.`,
    );
  }
}

export interface NamedOperator {
  readonly name: string;
  readonly op: string;
}

/** Nodes of operators that TensorFlow.js does not know: it has put them into no category. */
export function unsupportedNodes(model: tf.GraphModel): NamedOperator[] {
  const { graph } = (model as unknown as { executor: { graph: { nodes: Record<string, { name: string; op: string; category?: string }> } } }).executor;
  return Object.values(graph.nodes).filter((node) => node.category === undefined).map(({ name, op }) => ({ name, op }));
}

const NAMED_MOST = 3;

/** @param usable layers that do not stand behind them, of all that were found */
export function unsupportedNote(
  file: string, unsupported: readonly NamedOperator[], usable: readonly LayerCard[], all: readonly LayerCard[],
): string[] {
  const first = unsupported[0];
  if (!first || usable.length === all.length) return [];
  const kinds = [...new Set(unsupported.map(({ op }) => op))];
  const named = kinds.slice(0, NAMED_MOST).map((op) => `${op} (at “${unsupported.find((node) => node.op === op)!.name}”)`).join(', ');
  const more = kinds.length > NAMED_MOST ? ` and ${kinds.length - NAMED_MOST} more` : '';
  const left = usable.length === 0
    ? 'No layer stands before it.'
    : `${usable.length} of ${all.length} layers stand before it and can be used, the last of them “${usable.at(-1)!.title}”.`;
  return [`${file} uses operators that cannot run here: ${named}${more}. ${left} Export the network without them to see the rest.`];
}
