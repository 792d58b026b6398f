/** ONNX networks onto tfjs. Loaded only when somebody opens one: `await import('./onnx')` gives an `OnnxImporter`. */
export type {
  OnnxAxis, OnnxChoices, OnnxFile, OnnxImporter, OnnxLayer, OnnxModel, OnnxNetwork, OnnxPort, OnnxProblem, OpenAxis, ReceptiveField,
} from './types';
