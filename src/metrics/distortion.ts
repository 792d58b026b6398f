/**
 * Measures how much layers move under noise: d(sigma) = mean((h(x + sigma*eps) - h(x))^2), sample by sample.
 * The relative distortion is g(sigma) = E d(sigma) / E d(tau), both taken at the same eps, so that their ratio
 * fluctuates far less than either.
 *
 * Late layers answer to a few directions only, and their d fluctuates by its own size from one eps to the next. There a
 * control variate helps: with probes g_b = J^T v_b left over from the sensitivity estimate, c(sigma) = mean_b
 * (g_b . (sigma*eps))^2 follows d(sigma), and its expectation mean_b ||sigma*g_b||^2 is known exactly.
 */
import * as tf from '@tensorflow/tfjs';
import type { MoveWork, ResultOf } from '../core/batchWork';
import { controlled, type RatioEstimate, ratioOfMeans } from '../core/stats';
import { EngineFailure } from '../engine/failure';
import type { NetworkPicture } from '../engine/protocol';
import { makesNoiseOnDevice, seededNormal } from '../kernels/seededNoise';
import type { Network } from '../models/network';
import { batchSize } from './batchSize';
import { type DividedPlace, type Division, divisionOf, moves } from './batchWork';
import { runOnDevice } from './deviceWork';
import { meanSquaredMove } from './moves';
import { noiseInputs, noisyOnDevice, toTensor } from './noisyPictures';
import { valuesOf } from '../kernels/valuesOf';

/** Samples a forward batch; larger ones bring nothing on WASM and need more memory. */
const BATCH = 16;
/** On a GPU, where the pictures are small: what is measured at all takes as many. */
const GPU_BATCH = 64;
/** Known before any solver asks: the uniform level takes as many. */
const DELTA2_SAMPLES = 64;
/** Streams of noise for measuring start here; those of solvers lie below. */
const FIRST_MEASURING_STREAM = 0x40000000;
/** Samples that solvers may look at while they search; measuring never meets them. */
const FIRST_TRIAL_SAMPLE = 0x20000000;

export interface SampleRange {
  readonly from: number;
  readonly to: number;
}

/** One layer's moves under one noise map, with their control variates; grows batch by batch. */
export interface MoveSamples {
  readonly layerId: string;
  readonly noiseStdPerPixel: Float64Array;
  readonly from: number;
  readonly atSigma: number[];
  /** Control variates at sigma and at tau for the same eps; empty without probes. */
  readonly controlAtSigma: number[];
  readonly controlAtTau: number[];
  /** Their expectations. */
  controlMeanAtSigma: number;
  controlMeanAtTau: number;
}

/** J^T v of a solver's probes as columns: WASM's fast product takes neither factor transposed. */
export type ProbeColumns = tf.Tensor2D;

export class DistortionMeter implements DividedPlace {
  readonly network: Network;
  readonly picture: NetworkPicture;
  readonly batch: number;
  readonly division: Division;
  private readonly references = new Map<string, tf.Tensor>();
  /** d(tau) per layer and sample; the sample's index is its noise stream. */
  private readonly atTau = new Map<string, number[]>();
  private readonly tau: number;
  private readonly seed: number;
  private readonly layerIds: readonly string[];

  /**
   * @param layerIds in the order of the network: one forward pass serves all of them at tau
   * @param tau reference noise level, intensity units
   */
  constructor(network: Network, picture: NetworkPicture, layerIds: readonly string[], tau: number, seed: number, division = divisionOf()) {
    this.division = division;
    this.network = network;
    this.picture = picture;
    this.layerIds = layerIds;
    this.tau = tau;
    this.seed = seed;
    this.batch = Math.min(batchSize(picture, BATCH, GPU_BATCH), network.maxBatch);
    const features = tf.tidy(() => network.features(toTensor(picture.rgb, picture), layerIds));
    layerIds.forEach((id, index) => this.references.set(id, features[index]!));
    for (const id of layerIds) this.atTau.set(id, []);
  }

  /** h(x) of a layer, [1, ...]; owned by the meter. */
  readonly reference = (layerId: string): tf.Tensor => this.references.get(layerId)!;

  /** How many samples of d(tau) are known for every layer. */
  get samplesAtTau(): number {
    return this.atTau.get(this.layerIds[0]!)!.length;
  }

  /** One more shared forward batch at tau, for all layers. */
  async extendAtTau(): Promise<void> {
    const from = this.samplesAtTau;
    const rows = await this.squaredMovesOf(this.layerIds, this.tau, { from, to: from + this.batch });
    this.layerIds.forEach((id, index) => this.atTau.get(id)!.push(...rows[index]!));
  }

  /**
   * E d(tau) from the first samples: delta2. Later ones are taken when some layer is measured, and no layer's map may depend on how
   * far another one is.
   */
  delta2(layerId: string): number {
    const samples = this.atTau.get(layerId)!.slice(0, DELTA2_SAMPLES);
    return samples.reduce((sum, value) => sum + value, 0) / samples.length;
  }

  /** @throws EngineFailure where the layer does not move at all under tau, so that no distortion can be relative to it */
  refuseDeadLayer(layerId: string, title: string): void {
    const delta2 = this.delta2(layerId);
    if (delta2 > 0 && Number.isFinite(delta2)) return;
    throw new EngineFailure(
      'layer-not-differentiable',
      delta2 === 0
        ? `${title} does not change at all under noise of ${this.tau}: it discards the whole picture, so its entropy has no bound. Leave this layer out, or raise the noise.`
        : `${title} gives ${delta2} on this picture, which no map can be built on. Check the picture's preprocessing and the network's weights.`,
    );
  }

  /** g of layers under one constant noise level, which share the forward pass; over samples that are known at tau. */
  async relativeOf(
    layerIds: readonly string[], noiseStd: number, range: SampleRange,
  ): Promise<Map<string, RatioEstimate>> {
    const rows = await this.squaredMovesOf(layerIds, noiseStd, range);
    return new Map(
      layerIds.map((id, index) => [id, ratioOfMeans(rows[index]!, this.atTau.get(id)!.slice(range.from, range.to))]),
    );
  }

  /** d of one layer under a candidate map; candidates that share a range share their noise. */
  async trialMoves(layerId: string, noiseStdPerPixel: Float64Array, { from, to }: SampleRange): Promise<number[]> {
    const range = { from: FIRST_TRIAL_SAMPLE + from, to: FIRST_TRIAL_SAMPLE + to };
    return (await this.squaredMovesOf([layerId], noiseStdPerPixel, range))[0]!;
  }

  /**
   * An empty set of samples, to be grown by `growSamples`.
   * @param probes [height * width * 3, probes], or null to do without the control variate
   * @param from the first sample's index; samples that no earlier step has looked at are fresh
   */
  async startSamples(
    layerId: string, noiseStdPerPixel: Float64Array, from: number, probes: ProbeColumns | null,
  ): Promise<MoveSamples> {
    // On a GPU they come with the samples.
    const [atSigma, atTau] = probes && !makesNoiseOnDevice() ? await this.controlMeans(noiseStdPerPixel, probes) : [0, 0];
    return {
      layerId, noiseStdPerPixel, from, atSigma: [], controlAtSigma: [], controlAtTau: [],
      controlMeanAtSigma: atSigma, controlMeanAtTau: atTau,
    };
  }

  /** One more forward batch under the samples' noise map. */
  async growSamples(samples: MoveSamples, probes: ProbeColumns | null): Promise<void> {
    const start = samples.from + samples.atSigma.length;
    while (this.samplesAtTau < start + this.batch) await this.extendAtTau();
    const { layerId, noiseStdPerPixel } = samples;
    if (probes && makesNoiseOnDevice()) return this.growOnDevice(samples, probes, start);
    const parts = await this.movesOf([layerId], noiseStdPerPixel, start, this.batch);
    samples.atSigma.push(...parts.flatMap(({ rows }) => [...rows[0]!]));
    if (!probes) return;
    const controls = tf.tidy(() => {
      const noise = this.noiseOf(parts, start);
      const scaled = tf.concat2d([noise.mul(this.perChannel(noiseStdPerPixel)), noise.mul(this.tau)], 0);
      return tf.matMul(scaled, probes).square().mean(1);
    });
    const [values] = await valuesOf([controls]);
    samples.controlAtSigma.push(...values!.slice(0, this.batch));
    samples.controlAtTau.push(...values!.slice(this.batch));
  }

  private async growOnDevice(samples: MoveSamples, probes: ProbeColumns, start: number): Promise<void> {
    const { network, picture, seed, batch, tau } = this;
    const { layerId, noiseStdPerPixel } = samples;
    const reference = this.reference(layerId);
    const inputs = {
      ...noiseInputs(picture, noiseStdPerPixel, seed, FIRST_MEASURING_STREAM + start),
      reference: { values: reference, shape: reference.shape },
      probes: { values: probes, shape: probes.shape },
    };
    const { read } = await runOnDevice(network, picture, `controlled moves ${layerId} ${batch} ${probes.shape[1]}`, batch, {
      inputs, compute: (given) => ({ read: controlledMoves(network, layerId, given, batch), kept: [] }),
    });
    const [moves, atSigma, atTau, means] = read as [Float32Array, Float32Array, Float32Array, Float32Array];
    samples.atSigma.push(...moves);
    samples.controlAtSigma.push(...atSigma);
    samples.controlAtTau.push(...atTau.map((value) => value * tau ** 2));
    [samples.controlMeanAtSigma, samples.controlMeanAtTau] = [means[0]!, means[1]! * tau ** 2];
  }

  /** g of the samples' noise map, with its interval. */
  relative(samples: MoveSamples): RatioEstimate {
    const { atSigma, from } = samples;
    const atTau = this.atTau.get(samples.layerId)!.slice(from, from + atSigma.length);
    if (samples.controlAtSigma.length === 0) return ratioOfMeans(atSigma, atTau);
    return ratioOfMeans(
      controlled(atSigma, samples.controlAtSigma, samples.controlMeanAtSigma),
      controlled(atTau, samples.controlAtTau, samples.controlMeanAtTau),
    );
  }

  dispose(): void {
    for (const reference of this.references.values()) reference.dispose();
    this.references.clear();
  }

  private async controlMeans(noiseStdPerPixel: Float64Array, probes: ProbeColumns): Promise<[number, number]> {
    const [values] = await valuesOf([tf.tidy(() => expectations(probes, this.perChannel(noiseStdPerPixel)))]);
    return [values![0]!, values![1]! * this.tau ** 2];
  }

  /** One value a pixel to one a channel of each pixel, [height * width * 3]. */
  private perChannel(noiseStdPerPixel: Float64Array): tf.Tensor1D {
    return tf.tensor1d(Float32Array.from({ length: noiseStdPerPixel.length * 3 }, (_, i) => noiseStdPerPixel[(i / 3) | 0]!));
  }

  private async squaredMovesOf(
    layerIds: readonly string[], noiseStd: Float64Array | number, { from, to }: SampleRange,
  ): Promise<number[][]> {
    const rows: number[][] = layerIds.map(() => []);
    for (let start = from; start < to; start += this.batch) {
      const count = Math.min(this.batch, to - start);
      for (const part of await this.movesOf(layerIds, noiseStd, start, count)) part.rows.forEach((values, index) => rows[index]!.push(...values));
    }
    return rows;
  }

  private movesOf(layerIds: readonly string[], noiseStd: Float64Array | number, start: number, samples: number): Promise<readonly ResultOf<MoveWork>[]> {
    const { seed } = this;
    return moves({ kind: 'moves', layerIds, noiseStd, seed, firstStream: FIRST_MEASURING_STREAM + start, samples }, this);
  }

  /** The standard normal noise of the parts' samples, [batch, height * width * 3]; made again where it did not come with them. */
  private noiseOf(parts: readonly ResultOf<MoveWork>[], start: number): tf.Tensor2D {
    const size = this.picture.rgb.length;
    let first = FIRST_MEASURING_STREAM + start;
    return tf.concat2d(parts.map(({ rows, noise }) => {
      const [from, samples] = [first, rows[0]!.length];
      first += samples;
      return noise ? tf.tensor2d(noise, [samples, size]) : seededNormal(this.seed, from, samples, size);
    }), 0);
  }
}

/** mean_b ||sigma*g_b||^2 and mean_b ||g_b||^2, [2]. */
const expectations = (probes: tf.Tensor, perChannel: tf.Tensor) =>
  tf.stack([probes.mul(perChannel.expandDims(1)).square().sum(0).mean(), probes.square().sum(0).mean()]);

/** d of each sample, its control variates at sigma and at noise of 1, [samples] each, and their expectations, [2]. */
function controlledMoves(
  network: Network, layerId: string, given: Readonly<Record<'picture' | 'std' | 'stream' | 'reference' | 'probes', tf.Tensor>>, samples: number,
): tf.Tensor[] {
  const { pictures, noise } = noisyOnDevice(given, samples);
  const moves = meanSquaredMove(network.features(pictures, [layerId])[0]!, given.reference);
  const follow = (directions: tf.Tensor) => tf.matMul(directions.reshape([samples, -1]), given.probes).square().mean(1);
  const perChannel = tf.broadcastTo(given.std, given.picture.shape).flatten();
  return [moves, follow(noise().mul(given.std)), follow(noise()), expectations(given.probes, perChannel)];
}
