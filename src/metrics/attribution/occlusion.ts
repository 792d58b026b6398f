import * as tf from '@tensorflow/tfjs';
import type { NetworkPicture } from '../../engine/protocol';
import { toTensor } from '../noisyPictures';
import { baselinePicture } from './baseline';
import { type Attribution, type AttributionProblem, batchOf } from './problem';
import { targetTerms } from './target';

/** Patches a side, laid edge to edge; neighbours overlap by half. */
const PATCHES_PER_SIDE = 8;

export interface Patch {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/**
 * A_i = mean over the patches that cover pixel i of F(x) - F(x with the patch painted in x0), signed, in units of F; x0 is the
 * preprocessing's channel mean. Patches have an eighth of the picture's sides and lie half a patch apart.
 * Zeiler & Fergus, "Visualizing and understanding convolutional networks", ECCV 2014.
 * Forward passes only: they are in the finding, and `passes` stays 0.
 */
export async function* occlusion(problem: AttributionProblem): Attribution {
  const { network, picture, target } = problem;
  const patches = occlusionPatches(picture.height, picture.width);
  const baseline = baselinePicture(network, picture);
  const sum = new Float64Array(picture.height * picture.width);
  const covers = new Uint32Array(sum.length);
  const clean = tf.tidy(() => targetTerms(network, toTensor(picture.rgb, picture), target));
  try {
    for (let done = 0; done < patches.length; ) {
      const batch = patches.slice(done, done + batchOf(problem));
      const losses = await lossesOf(clean, problem, occludedPictures(picture, baseline, batch));
      batch.forEach((patch, k) => {
        for (const pixel of pixelsOf(patch, picture.width)) {
          sum[pixel]! += losses[k]!;
          covers[pixel]! += 1;
        }
      });
      done += batch.length;
      yield {
        values: covers.includes(0) ? null : Float32Array.from(sum, (total, i) => total / covers[i]!),
        passes: 0,
        shareDone: done / patches.length,
        converged: done === patches.length,
        finding: `${done} of ${patches.length} patches, a forward pass each`,
      };
    }
  } finally {
    clean.dispose();
  }
}

/** In four rounds, the first laid edge to edge: a quarter of the work gives a first map. The last patch of a row ends with it. */
export function occlusionPatches(height: number, width: number): Patch[] {
  const [rows, columns] = [patchesAlong(height), patchesAlong(width)];
  const rounds = [[0, 0], [1, 1], [0, 1], [1, 0]] as const;
  return rounds.flatMap(([rowParity, columnParity]) =>
    rows.starts.filter((_, r) => r % 2 === rowParity).flatMap((top) =>
      columns.starts.filter((_, c) => c % 2 === columnParity).map((left) => ({ top, left, height: rows.size, width: columns.size }))));
}

function patchesAlong(side: number): { starts: number[]; size: number } {
  const size = Math.max(1, Math.round(side / PATCHES_PER_SIDE));
  const stride = Math.max(1, Math.floor(size / 2));
  const count = Math.ceil((side - size) / stride) + 1;
  return { starts: Array.from({ length: count }, (_, k) => Math.min(k * stride, side - size)), size };
}

function* pixelsOf({ top, left, height, width }: Patch, pictureWidth: number): Generator<number> {
  for (let y = top; y < top + height; y++) for (let x = left; x < left + width; x++) yield y * pictureWidth + x;
}

/** The picture once for each patch, painted over there. */
function occludedPictures({ rgb, width }: NetworkPicture, baseline: Float32Array, patches: readonly Patch[]): Float32Array {
  const pictures = new Float32Array(patches.length * rgb.length);
  patches.forEach((patch, k) => {
    const offset = k * rgb.length;
    pictures.set(rgb, offset);
    for (const pixel of pixelsOf(patch, width)) {
      for (let i = 3 * pixel; i < 3 * pixel + 3; i++) pictures[offset + i] = baseline[i]!;
    }
  });
  return pictures;
}

/** F(x) - F(x') for each x' of the batch. */
async function lossesOf(clean: tf.Tensor2D, { network, picture, target }: AttributionProblem, pictures: Float32Array): Promise<ArrayLike<number>> {
  const losses = tf.tidy(() => clean.sub(targetTerms(network, toTensor(pictures, picture), target)).sum(1));
  const values = await losses.data();
  losses.dispose();
  return values;
}
