/**
 * A batch's work as plain data, so that another worker with the same network and picture can do half of it. On WebAssembly every
 * batch is computed as two halves, whoever computes them: a result does not depend on whether there was help.
 */
import * as tf from '@tensorflow/tfjs';
import type { BatchResult, BatchWork, ContributionWork, MoveWork, ResultOf, SensitivityWork } from '../core/batchWork';
import type { NetworkPicture } from '../engine/protocol';
import { makesNoiseOnDevice } from '../kernels/seededNoise';
import type { Network } from '../models/network';
import { type ContributionBatch, contributionBatch } from './contributions';
import { runOnDevice } from './deviceWork';
import { meanSquaredMove } from './moves';
import { noiseInputs, noisyOnDevice, noisyTensors } from './noisyPictures';
import { type SensitivityBatch, sensitivityBatch } from './sensitivity';
import { valuesOf } from '../kernels/valuesOf';

/** What work is done on. */
export interface WorkPlace {
  readonly network: Network;
  readonly picture: NetworkPicture;
  /** h(x) of a layer, [1, ...]; stays its owner's. */
  reference(layerId: string): tf.Tensor;
}

/** How a batch is cut, and who may take a half of it. */
export interface Division {
  readonly parts: 1 | 2;
  /** null where nobody is free, now or by the time the work arrives. */
  give<Work extends BatchWork>(work: Work): Promise<ResultOf<Work> | null> | null;
}

/** A place whose batches may be divided. */
export interface DividedPlace extends WorkPlace {
  readonly division: Division;
}

/** @param give absent where there is one worker only */
export function divisionOf(give: Division['give'] = () => null): Division {
  return { parts: tf.getBackend() === 'wasm' ? 2 : 1, give };
}

export async function doWork(work: BatchWork, place: WorkPlace): Promise<BatchResult> {
  switch (work.kind) {
    case 'contributions':
      return contributionsOfPart(work, place);
    case 'sensitivities':
      return sensitivitiesOfPart(work, place);
    case 'moves':
      return movesOfPart(work, place);
  }
}

async function contributionsOfPart(work: ContributionWork, { network, picture, reference }: WorkPlace): Promise<ResultOf<ContributionWork>> {
  const { layerId, noiseStdPerPixel, distribution, seed, firstStream, samples } = work;
  const { means, move } = await contributionBatch(network, layerId, reference(layerId), picture, noiseStdPerPixel, distribution, seed, firstStream, samples, 1);
  return { mean: means[0]!, move };
}

async function sensitivitiesOfPart(work: SensitivityWork, { network, picture }: WorkPlace): Promise<ResultOf<SensitivityWork>> {
  const { layerId, featureSize, noiseStd, seed, firstStream, samples } = work;
  const { means, gradients } = await sensitivityBatch(network, layerId, featureSize, picture, noiseStd, seed, firstStream, samples, 1);
  const values = await gradients.data<'float32'>();
  gradients.dispose();
  return { mean: means[0]!, gradients: values };
}

async function movesOfPart(work: MoveWork, place: WorkPlace): Promise<ResultOf<MoveWork>> {
  const { layerIds, noiseStd, seed, firstStream, samples } = work;
  const { network, picture, reference } = place;
  const rowsOfMoves = (values: Float32Array) => layerIds.map((_, index) => values.slice(index * samples, (index + 1) * samples));
  if (makesNoiseOnDevice()) return { rows: rowsOfMoves(await movesOnDevice(work, place)), noise: null };
  let noise!: Float32Array;
  const [values] = await valuesOf([tf.tidy(() => {
    const { pictures, values: own } = noisyTensors(picture, noiseStd, seed, firstStream, samples);
    noise = own;
    return movesOf(network.features(pictures, layerIds), layerIds.map(reference));
  })]);
  return { rows: rowsOfMoves(values!), noise };
}

/** [layers, samples]. */
const movesOf = (features: readonly tf.Tensor[], references: readonly tf.Tensor[]) => tf.stack(features.map((feature, index) => meanSquaredMove(feature, references[index]!)));

async function movesOnDevice({ layerIds, noiseStd, seed, firstStream, samples }: MoveWork, { network, picture, reference }: WorkPlace): Promise<Float32Array> {
  const references = Object.fromEntries(layerIds.map((id) => [`reference ${id}`, { values: reference(id), shape: reference(id).shape }]));
  const { read } = await runOnDevice(network, picture, `moves ${layerIds.join(' ')} ${samples}`, samples, {
    inputs: { ...noiseInputs(picture, noiseStd, seed, firstStream), ...references },
    compute: (given) => {
      const features = network.features(noisyOnDevice(given, samples).pictures, layerIds);
      return { read: [movesOf(features, layerIds.map((id) => (given as Readonly<Record<string, tf.Tensor>>)[`reference ${id}`]!))], kept: [] };
    },
  });
  return read[0]!;
}

const isWhole = ({ samples }: BatchWork, { parts }: Division) => parts === 1 || samples % 2 === 1;

/** The first half here while somebody else may do the second. */
async function inHalves<Work extends BatchWork>(
  work: Work, division: Division, here: (part: Work) => Promise<ResultOf<Work>>,
): Promise<readonly [ResultOf<Work>, ResultOf<Work>]> {
  const samples = work.samples / 2;
  const second = { ...work, firstStream: work.firstStream + samples, samples };
  const elsewhere = division.give(second);
  const first = await here({ ...work, samples });
  return [first, (await elsewhere) ?? (await here(second))];
}

export async function contributions(work: ContributionWork, place: DividedPlace): Promise<ContributionBatch> {
  const { layerId, noiseStdPerPixel, distribution, seed, firstStream, samples } = work;
  if (isWhole(work, place.division)) {
    return contributionBatch(place.network, layerId, place.reference(layerId), place.picture, noiseStdPerPixel, distribution, seed, firstStream, samples);
  }
  const [first, second] = await inHalves(work, place.division, (part) => contributionsOfPart(part, place));
  return { means: [first.mean, second.mean], move: (first.move + second.move) / 2 };
}

export async function sensitivities(work: SensitivityWork, place: DividedPlace): Promise<SensitivityBatch> {
  const { layerId, featureSize, noiseStd, seed, firstStream, samples } = work;
  if (isWhole(work, place.division)) return sensitivityBatch(place.network, layerId, featureSize, place.picture, noiseStd, seed, firstStream, samples);
  const [first, second] = await inHalves(work, place.division, (part) => sensitivitiesOfPart(part, place));
  const gradients = new Float32Array(first.gradients.length + second.gradients.length);
  gradients.set(first.gradients);
  gradients.set(second.gradients, first.gradients.length);
  return { means: [first.mean, second.mean], gradients: tf.tensor2d(gradients, [samples, gradients.length / samples]) };
}

/** One part or two, in the order of their samples. */
export async function moves(work: MoveWork, place: DividedPlace): Promise<readonly ResultOf<MoveWork>[]> {
  return isWhole(work, place.division) ? [await movesOfPart(work, place)] : inHalves(work, place.division, (part) => movesOfPart(part, place));
}
