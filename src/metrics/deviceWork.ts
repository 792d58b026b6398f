import * as tf from '@tensorflow/tfjs';
import type { NetworkPicture } from '../engine/protocol';
import { type Computation, type Computed, runRecorded } from '../kernels/recording';
import { GPU_PIXELS } from './batchSize';
import { valuesOf } from './valuesOf';

/**
 * A batch on the GPU. Of small pictures it is recorded: with large ones the GPU has more to do than the processor, and recordings
 * would keep much memory.
 * @param owner whose weights it uses, and who forgets its recordings with them
 * @param key tells the owner's batches apart that differ in more than numbers
 */
export async function runOnDevice<Name extends string>(
  owner: object, picture: NetworkPicture, key: string, samples: number, computation: Computation<Name>,
): Promise<Computed> {
  if (picture.width * picture.height * samples <= GPU_PIXELS) return runRecorded(owner, key, computation);
  const { read, kept } = tf.tidy(() => {
    const entries = Object.entries(computation.inputs) as [Name, Computation<Name>['inputs'][Name]][];
    const tensors = Object.fromEntries(entries.map(([name, { values, shape }]) => [name, values instanceof tf.Tensor ? values : tf.tensor(values, [...shape])]));
    const { read: toRead, kept: toKeep } = computation.compute(tensors as Record<Name, tf.Tensor>);
    return { read: [...toRead], kept: [...toKeep] } as unknown as tf.TensorContainer;
  }) as unknown as { read: tf.Tensor[]; kept: tf.Tensor[] };
  return { read: await valuesOf(read), kept };
}
