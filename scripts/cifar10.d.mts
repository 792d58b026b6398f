/** In the order of the labels' numbers. */
export const CIFAR10_LABELS: readonly string[];
export const cifar10Folder: string;
/** Fetches CIFAR-10 unless it is there already; gives the folder of raw bytes. */
export function prepareCifar10(): string;
