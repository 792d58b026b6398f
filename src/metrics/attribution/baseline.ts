import type { NetworkPicture } from '../../engine/protocol';
import type { Network } from '../../models/network';

/**
 * The picture that shows nothing: every pixel the channel means of the network's preprocessing, so zero in its normalised units.
 * Integrated gradients start there, occlusion paints with it, and the "input" of gradient x input is the distance from it.
 * @returns height x width x 3, 0..1
 */
export function baselinePicture({ card }: Network, picture: NetworkPicture): Float32Array {
  return Float32Array.from(picture.rgb, (_, i) => card.input.mean[i % 3]!);
}
