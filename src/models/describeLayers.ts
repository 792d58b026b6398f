/** One forward pass on a grey picture: every offered layer gets its shape, and what cannot run is left out by name. */
import * as tf from '@tensorflow/tfjs';
import type { LayerCard } from '../core/modelCard';
import type { ReceptiveField } from '../core/receptiveField';
import { EngineFailure } from '../engine/failure';
import type { LayerInfo } from '../engine/protocol';
import type { Network } from './network';

export interface DescribedLayers {
  readonly layers: readonly LayerInfo[];
  /** How many scores the network gives; null where they are no vector, or cannot be had. */
  readonly classes: number | null;
}

/**
 * @param notes gets a line for what cannot run
 * @throws EngineFailure where no layer can
 */
export async function describeLayers(
  network: Network, notes: string[], fields: ReadonlyMap<string, ReceptiveField>,
): Promise<DescribedLayers> {
  const { card } = network;
  const shapes = usableShapes(network, card.layers, notes);
  const usable = card.layers.filter((layer) => (shapes.get(layer.id)?.length ?? 0) >= 2);
  if (usable.length === 0) {
    throw new EngineFailure('model-operator-unsupported', `${card.title} has no layer that can run here. ${notes.join(' ')}`);
  }
  const layers = usable.map((layer, index) => ({
    ...layer,
    depth: index + 1,
    shape: shapes.get(layer.id)!.slice(1),
    stage: layer.stage || shapes.get(layer.id)!.slice(1, -1).join(' x '),
    ...withField(fields.get(layer.id)),
  }));
  return { layers, classes: classesOf(network, shapes) };
}

const withField = (receptiveField: ReceptiveField | undefined) => (receptiveField ? { receptiveField } : {});

function classesOf(network: Network, shapes: ReadonlyMap<string, readonly number[]>): number | null {
  try {
    const shape = shapes.get(network.card.logits) ?? shapesOf(network, [network.card.logits]).get(network.card.logits);
    const classes = shape?.at(-1) ?? null;
    // All of them at one place.
    return shape && shape.length >= 2 && shape.slice(0, -1).every((size) => size === 1) ? classes : null;
  } catch {
    // A network without scores has maps all the same.
    return null;
  }
}

/** @throws what tfjs throws where a layer cannot run */
function shapesOf(network: Network, layerIds: readonly string[]): Map<string, number[]> {
  const { height, width } = network.card.input;
  const shapes = new Map<string, number[]>();
  tf.tidy(() => {
    const features = network.features(tf.fill([1, height, width, 3], 0.5), layerIds);
    layerIds.forEach((id, index) => shapes.set(id, features[index]!.shape));
  });
  return shapes;
}

/** All in one pass; where that fails, one by one, with a note for each reason. */
function usableShapes(network: Network, layers: readonly LayerCard[], notes: string[]): Map<string, number[]> {
  try {
    return shapesOf(network, layers.map((layer) => layer.id));
  } catch {
    return shapesOneByOne(network, layers, notes);
  }
}

function shapesOneByOne(network: Network, layers: readonly LayerCard[], notes: string[]): Map<string, number[]> {
  const shapes = new Map<string, number[]>();
  const failures = new Map<string, string[]>();
  for (const layer of layers) {
    try {
      for (const [id, shape] of shapesOf(network, [layer.id])) shapes.set(id, shape);
    } catch (thrown) {
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      failures.set(why, [...(failures.get(why) ?? []), layer.title]);
    }
  }
  for (const [why, titles] of failures) notes.push(failureNote(titles, why));
  return shapes;
}

/** What stands behind a layer that cannot run fails for the same reason: it is told once. */
function failureNote([first, ...behind]: readonly string[], why: string): string {
  const others = behind.length === 0 ? 'it is left out.' : `it and the ${behind.length} layers behind it are left out.`;
  return `Layer "${first}" cannot run here: ${why.replace(/[.\s]*$/, '')}; ${others}`;
}
