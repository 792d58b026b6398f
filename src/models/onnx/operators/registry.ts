/** Every ONNX operator that can be computed, by name. ARCHITECTURE.md lists them; a test holds the two together. */
import { convolutionOperators } from './convolution';
import { elementwiseOperators } from './elementwise';
import type { Operator } from './operator';
import { paddingOperators } from './padding';
import { poolingOperators } from './pooling';
import { productOperators } from './products';
import { reducingOperators } from './reducing';
import { resizingOperators } from './resizing';
import { selectingOperators } from './selecting';
import { shapeOperators } from './shapes';

export const OPERATORS: ReadonlyMap<string, Operator> = new Map(Object.entries({
  ...convolutionOperators, ...elementwiseOperators, ...paddingOperators, ...poolingOperators, ...productOperators, ...reducingOperators,
  ...resizingOperators, ...selectingOperators, ...shapeOperators,
}));
