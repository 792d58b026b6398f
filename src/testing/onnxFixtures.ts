/** ONNX files with what PyTorch or ONNX Runtime make of them; see training/oracles/onnx_*.py. */
import { readFileSync } from 'node:fs';
import type { ModelCard } from '../core/modelCard';
import { onnxLayers, onnxNetwork, type OnnxModel, type OnnxNetwork, readOnnx } from '../models/onnx';

export interface StoredTensor {
  readonly shape: number[];
  readonly base64: string;
}

const folder = new URL('./fixtures/onnx/', import.meta.url);

export const readFixture = <T>(name: string): T => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as T;

export function readFixtureModel(name: string): OnnxModel {
  return readOnnx([{ name: `${name}.onnx`, bytes: new Uint8Array(readFileSync(new URL(`${name}.onnx`, folder))) }]);
}

export function storedNumbers({ base64 }: StoredTensor): Float32Array {
  const bytes = Buffer.from(base64, 'base64');
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

/** As seeded_picture in training/oracles/onnx_architectures.py: [side, side, 3], row-major. */
export function seededNetworkPicture(side: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length: side * side * 3 }, () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state / 2 ** 32;
  });
}

/** The network with all its layers, fed with intensities as they are. */
export async function openFixture(model: OnnxModel, side: number): Promise<OnnxNetwork> {
  const names = { inputName: model.inputs[0]!.name, outputName: model.outputs[0]!.name };
  const layers = onnxLayers(model, names);
  const input = { width: side, height: side, mean: [0, 0, 0], std: [1, 1, 1] };
  const card: ModelCard = { id: 'onnx', title: model.name, architecture: '', parameters: model.parameters, input, labels: [], layers, logits: names.outputName };
  return onnxNetwork(model, { ...names, height: side, width: side }, card);
}
