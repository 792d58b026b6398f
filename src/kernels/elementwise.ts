import type { WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';

const WORKGROUP = 256;

/**
 * A shader with one thread for each number of its output.
 * @param key of the code: programs of one key must have the same
 * @param variableNames of the inputs, arrays by these names in the code
 * @param code WGSL that leaves what belongs at `index` in `value`
 * @param functions WGSL that stands before it
 */
export function elementwise(key: string, outputShape: number[], variableNames: string[], code: string, functions = ''): WebGPUProgram {
  const size = outputShape.reduce((product, length) => product * length, 1);
  return {
    variableNames,
    outputShape,
    shaderKey: key,
    dispatchLayout: { x: outputShape.map((_, axis) => axis) },
    // More than one axis holds are spread over the others by the backend.
    dispatch: [Math.ceil(size / WORKGROUP), 1, 1],
    workgroupSize: [WORKGROUP, 1, 1],
    size: true,
    getUserCode: () => `${functions}
      fn main(index : i32) {
        if (index >= uniforms.size) { return; }
        ${code}
        setOutputAtIndex(index, value);
      }`,
  };
}
