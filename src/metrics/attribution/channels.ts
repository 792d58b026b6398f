/** From one value a channel to one value a pixel; height x width x 3 in, height x width out, row-major. */

export function normOverChannels(values: ArrayLike<number>): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: values.length / 3 }, (_, i) => Math.hypot(values[3 * i]!, values[3 * i + 1]!, values[3 * i + 2]!));
}

export function sumOverChannels(values: ArrayLike<number>): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: values.length / 3 }, (_, i) => values[3 * i]! + values[3 * i + 1]! + values[3 * i + 2]!);
}
