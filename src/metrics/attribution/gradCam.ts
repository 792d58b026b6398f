import * as tf from '@tensorflow/tfjs';
import { EngineFailure } from '../../engine/failure';
import { toTensor } from '../noisyPictures';
import type { Attribution, AttributionProblem } from './problem';
import type { ScalarTarget } from './target';

/**
 * A = ReLU(sum over channels of w_c h_c), h the layer's feature and w_c the mean over positions of dF/dh_c, F a class's logit;
 * bilinearly enlarged from the layer's resolution to the picture's. At least 0, in units of F per position.
 * Selvaraju et al., "Grad-CAM: visual explanations from deep networks via gradient-based localization", ICCV 2017.
 * With the layer's feature sum as F every weight is 1: the sum over channels itself.
 * @throws EngineFailure where the layer has no height and width, or the class score does not follow from it
 */
export async function* gradCam({ network, layer, picture, target }: AttributionProblem): Attribution {
  if (layer.shape.length !== 3) {
    throw new EngineFailure(
      'spec-invalid',
      `Layer "${layer.title}" (${layer.shape.join(' x ')}) has no height and width, so Grad-CAM has nothing to draw there. Choose a convolution or a block.`,
    );
  }
  const map = tf.tidy(() => {
    const x = toTensor(picture.rgb, picture);
    const feature = network.features(x, [layer.id])[0] as tf.Tensor4D;
    const weighted = target.kind === 'features' ? feature : feature.mul(channelWeights(feature, x, target.classIndex));
    const positive = weighted.sum(3, true).relu() as tf.Tensor4D;
    // Samples sit in the middle of their cells, so corners are not aligned.
    return tf.image.resizeBilinear(positive, [picture.height, picture.width], false, true);
  });
  const values = Float32Array.from(await map.data());
  map.dispose();
  const finding = `the layer’s ${layer.shape[0]} x ${layer.shape[1]} positions, enlarged`;
  yield { values, passes: gradCamPasses(target), shareDone: 1, converged: true, finding };

  /** [1, 1, 1, channels] */
  function channelWeights(feature: tf.Tensor4D, x: tf.Tensor4D, classIndex: number): tf.Tensor {
    const { featuresFrom, card } = network;
    if (!featuresFrom) {
      throw new EngineFailure(
        'layer-not-differentiable',
        `${card.title} cannot be entered at layer "${layer.title}", so the class score has no gradient there. Choose the layer’s feature sum as target.`,
      );
    }
    const score = (h: tf.Tensor) => featuresFrom(x, layer.id, h, [card.logits])[0]!.reshape([1, -1]).slice([0, classIndex], [1, 1]).sum();
    try {
      return tf.grad(score)(feature).mean([1, 2], true);
    } catch (thrown) {
      if (!/encloses all operations/.test(String(thrown))) throw thrown;
      throw new EngineFailure(
        'layer-not-differentiable',
        `The class scores of ${card.title} do not depend on layer "${layer.title}", so Grad-CAM has no weights there. Choose a layer before "${card.logits}".`,
      );
    }
  }
}

/** The feature sum's weights are known without a gradient. */
export function gradCamPasses(target: ScalarTarget): number {
  return target.kind === 'features' ? 0 : 1;
}
