import type { PackagePin } from './fetchPackage.mjs';

export interface PhotoNetwork {
  readonly id: string;
  readonly title: string;
  readonly pin: PackagePin;
  /** The original model.json in the package. */
  readonly modelFile: string;
}
export const SSD: PhotoNetwork;
export const DEEPLAB: PhotoNetwork;
export const PHOTO_NETWORKS: readonly PhotoNetwork[];
export function prepareNetwork(network: PhotoNetwork): void;
