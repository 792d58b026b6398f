/** ONNX networks onto tfjs. Loaded only when somebody opens one: `await import('./onnx')` gives an `OnnxImporter`. */
export { damageOnnx } from './damage';
export { onnxLayers } from './layers';
export { onnxNetwork } from './network';
export { readOnnx } from './read';
export type {
  OnnxAxis, OnnxChoices, OnnxFile, OnnxImporter, OnnxLayer, OnnxModel, OnnxNetwork, OnnxPort, OnnxProblem, OpenAxis,
} from './types';
