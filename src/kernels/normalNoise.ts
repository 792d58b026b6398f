import { fillNormal, streamKey } from '../core/random';
import { ownAssembly } from './assemblyKernels';

/** core/random.ts's fillNormal, to within a few units in a float's last places; seven times as fast where WebAssembly has SIMD. */
export function fillNormalNoise(out: Float32Array, seed: number, stream: number): void {
  const assembly = ownAssembly();
  if (!assembly) return fillNormal(out, seed, stream);
  const numbers = assembly.room(8 * Math.ceil(out.length / 8));
  assembly.kernels.fillNormal(0, out.length, streamKey(seed, stream));
  out.set(numbers.subarray(0, out.length));
}
