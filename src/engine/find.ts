import type { Network } from '../models/network';
import { detect } from './detections';
import type { Findings, NetworkPicture } from './protocol';
import { segment } from './segmentation';

/** What the network finds in a picture and where; null for networks that only say what the whole picture is. */
export async function find(network: Network, picture: NetworkPicture): Promise<Findings | null> {
  const { detector, segmenter } = network.card;
  if (detector) return { kind: 'detections', detections: await detect(network, detector, picture) };
  if (segmenter) return { kind: 'segmentation', segmentation: await segment(network, segmenter, picture) };
  return null;
}
