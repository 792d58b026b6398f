/** Entropy of Gaussian pixel noise: H = log(sigma) + 0.5 log(2 pi e), nats, sigma in intensity units. */

export const HALF_LOG_2_PI_E = 0.5 * Math.log(2 * Math.PI * Math.E);

export const NATS_PER_BIT = Math.LN2;

export function entropyOfStd(noiseStd: number): number {
  return Math.log(noiseStd) + HALF_LOG_2_PI_E;
}

export function stdOfEntropy(entropyNats: number): number {
  return Math.exp(entropyNats - HALF_LOG_2_PI_E);
}
