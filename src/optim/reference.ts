/**
 * The authors' recipe as they run it (method.md, "What the authors run"): sigma itself is the parameter, plain SGD, both
 * features through a ReLU, delta2 from one batch, and the step whose own single-batch g is nearest the budget is kept.
 *
 * The recipe's constants belong to tau = 0.01 in normalised units. The parameter here is sigma in units in which tau is
 * 0.01, so that another tau only changes the unit; at the paper's tau the two are the same.
 */
import * as tf from '@tensorflow/tfjs';
import { sumOverCells, upsampleToPixels } from '../core/sigmaGrid';
import { noisyPictures, toTensor } from '../metrics/noisyPictures';
import type { DiscardingProblem, DiscardingSolver, SolverStep } from './problem';

const SAMPLES = 8;
const STEPS = 100;
const LEARNING_RATE = 1e-4;
const LAMBDA = 5;
const RECIPE_TAU = 0.01;
const RECIPE_START = 0.01;
/** SGD can step over zero, where the logarithm ends. */
const LEAST_PARAMETER = 1e-6;

export class ReferenceSolver implements DiscardingSolver {
  readonly passLimit = STEPS * SAMPLES;
  passes = 0;
  private readonly problem: DiscardingProblem;
  private readonly batch: number;
  private readonly unit: number;
  private readonly parameter: Float64Array;
  private delta2: number | null = null;
  private best: { distance: number; noiseStdPerCell: Float64Array } | null = null;
  private steps = 0;

  constructor(problem: DiscardingProblem) {
    this.problem = problem;
    this.batch = Math.min(SAMPLES, problem.network.maxBatch);
    this.unit = problem.tau / RECIPE_TAU;
    this.parameter = new Float64Array(problem.grid.rows * problem.grid.columns).fill(RECIPE_START);
  }

  async step(): Promise<SolverStep> {
    this.delta2 ??= (await this.distortionAndGradient(this.problem.tau, false)).distortion;
    const noiseStdPerCell = this.noiseStdPerCell();
    const { distortion, gradient } = await this.distortionAndGradient(
      upsampleToPixels(noiseStdPerCell, this.problem.grid), true,
    );
    const relative = distortion / this.delta2;
    const distance = Math.abs(relative - this.problem.budget);
    if (!this.best || distance < this.best.distance) this.best = { distance, noiseStdPerCell };
    this.descend(gradient!);
    this.steps++;
    this.passes += SAMPLES;
    const done = this.steps >= STEPS;
    return {
      noiseStdPerCell: done ? this.best.noiseStdPerCell : noiseStdPerCell,
      done,
      converged: done,
      distortionSlope: 2,
      reason: done
        ? 'the recipe ends after 100 steps and keeps the one whose single-batch distortion was nearest the budget'
        : `step ${this.steps} of ${STEPS}, single-batch distortion ${relative.toFixed(2)}`,
    };
  }

  probes(): null {
    return null;
  }

  dispose(): void {}

  private noiseStdPerCell(): Float64Array {
    return this.parameter.map((value) => value * this.unit);
  }

  /** One SGD step on g - lambda * mean(log(2 pi e sigma^2)), in the recipe's units. */
  private descend(distortionGradient: Float64Array): void {
    const cells = this.parameter.length;
    for (let cell = 0; cell < cells; cell++) {
      const value = this.parameter[cell]!;
      const gradient = (distortionGradient[cell]! * this.unit) / this.delta2! - (LAMBDA * 2) / (value * cells);
      this.parameter[cell] = Math.max(LEAST_PARAMETER, value - LEARNING_RATE * gradient);
    }
  }

  /** Mean over eight samples of mean((relu h(x') - relu h(x))^2), and its derivative by sigma of each cell. */
  private async distortionAndGradient(
    noiseStd: Float64Array | number, wantsGradient: boolean,
  ): Promise<{ distortion: number; gradient: Float64Array | null }> {
    const { grid } = this.problem;
    const perPixel = new Float64Array(grid.cellOfPixel.length);
    let distortion = 0;
    for (let done = 0; done < SAMPLES; done += this.batch) {
      const part = await this.batchDistortion(noiseStd, done, wantsGradient);
      distortion += (part.distortion * this.batch) / SAMPLES;
      part.perPixel?.forEach((value, pixel) => (perPixel[pixel]! += (value * this.batch) / SAMPLES));
    }
    return { distortion, gradient: wantsGradient ? sumOverCells(perPixel, grid) : null };
  }

  private async batchDistortion(noiseStd: Float64Array | number, offset: number, wantsGradient: boolean) {
    const { network, layer, picture, seed, firstStream, meter } = this.problem;
    // Stream block 0 serves delta2, block n + 1 step n.
    const block = wantsGradient ? this.steps + 1 : 0;
    const batch = noisyPictures(picture, noiseStd, seed, firstStream + block * SAMPLES + offset, this.batch);
    const tensors = tf.tidy(() => {
      const x = toTensor(batch.pictures, picture);
      const reference = tf.relu(meter.reference(layer.id));
      const loss = () => tf.squaredDifference(tf.relu(network.features(x, [layer.id])[0]!), reference).mean();
      if (!wantsGradient) return [loss()];
      const { value, grads } = tf.engine().gradients(loss, [x]);
      const noise = tf.tensor4d(batch.noise, x.shape);
      return [value, grads[0]!.mul(noise).sum([0, 3])];
    });
    const [value, perPixel] = await Promise.all(tensors.map((tensor) => tensor.data()));
    for (const tensor of tensors) tensor.dispose();
    return { distortion: value![0]!, perPixel };
  }
}
