/**
 * What a sample of the processor was doing, from its call stack: the source files of its frames decide. Frames of the built page are
 * mapped to their sources beforehand.
 */

export const WORK = ['noise', 'forward', 'backward', 'read-back', 'solver', 'collection', 'other'] as const;
export type Work = (typeof WORK)[number];

export interface Frame {
  readonly functionName: string;
  /** Path of the source, `src/...` or `node_modules/...`; the frame's own address where there is no map; '' for the engine's own. */
  readonly source: string;
}

/** What V8 calls its own states. `(program)` is a thread outside of any script: a worker that waits for its next message. */
const WAITING = ['(idle)', '(program)', '(root)'];
const COLLECTION = '(garbage collector)';

/** The first that any frame of the stack matches: noise is made inside of nothing else. */
const SOURCES: readonly (readonly [RegExp, Work])[] = [
  [/src\/(core\/random|core\/orthogonalSigns|metrics\/noisyPictures|metrics\/antitheticPictures|kernels\/[a-z]*noise)/i, 'noise'],
  // Everything that backpropagation calls, forward kernels used as gradients and gradients of a network's own steps included, runs below tfjs's tape.
  [/tfjs-core\/dist\/(tape|gradients\/)/, 'backward'],
  [/tfjs-converter\/|tfjs-layers\/|src\/models\//, 'forward'],
];
/** Methods that bring numbers from the backend to JavaScript. */
const READS = /^(data|dataSync|read|readSync|readToGPU|bytes|bytesSync|array|arraySync)$/;
const TFJS = /tfjs-(core|backend-[a-z]+)\//;
const SOLVING = /src\/(optim|metrics|engine|core)\//;

/**
 * @param stack of a worker, outermost first
 * @returns null for an idle thread
 */
export function classify(stack: readonly Frame[]): Work | null {
  const innermost = stack.at(-1);
  if (!innermost || WAITING.includes(innermost.functionName)) return null;
  if (innermost.functionName === COLLECTION) return 'collection';
  // Reading back happens outside of all the others.
  if (stack.some(({ source, functionName }) => TFJS.test(source) && READS.test(functionName))) return 'read-back';
  const known = SOURCES.find(([pattern]) => stack.some(({ source }) => pattern.test(source)));
  if (known) return known[1];
  // Measuring g runs the network forward from the metrics through tfjs: below src/models, found above. What remains of tfjs
  // is arithmetic on tensors, and of ours the solver's on numbers.
  return stack.some(({ source }) => SOLVING.test(source)) ? 'solver' : 'other';
}

/** Busy microseconds by work; shares of their sum add up to 1. */
export function shares(busy: Readonly<Partial<Record<Work, number>>>): Record<Work, number> {
  const total = WORK.reduce((sum, work) => sum + (busy[work] ?? 0), 0);
  return Object.fromEntries(WORK.map((work) => [work, total > 0 ? (busy[work] ?? 0) / total : 0])) as Record<Work, number>;
}
