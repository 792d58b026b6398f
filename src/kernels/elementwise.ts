import type { WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';

const WORKGROUP = 256;
/** What WebGPU guarantees of workgroups along one axis. */
const MOST_WORKGROUPS = 65535;

/**
 * A shader with one thread for each number of its output.
 * @param key of the code: programs of one key must have the same
 * @param variableNames of the inputs, arrays by these names in the code
 * @param code WGSL that leaves what belongs at `index` in `value`
 * @param functions WGSL that stands before it
 */
export function elementwise(key: string, outputShape: number[], variableNames: string[], code: string, functions = ''): WebGPUProgram {
  const size = outputShape.reduce((product, length) => product * length, 1);
  const groups = Math.ceil(size / WORKGROUP);
  return {
    variableNames,
    outputShape,
    shaderKey: key,
    dispatchLayout: { x: outputShape.map((_, axis) => axis) },
    dispatch: [Math.min(groups, MOST_WORKGROUPS), Math.ceil(groups / MOST_WORKGROUPS), 1],
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
