/** Writes small .onnx files, for tests of what is wrong with some. */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

interface Tensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly values: readonly number[];
  /** 1 float32, 3 int8, 7 int64. */
  readonly type?: 1 | 7;
  /** Where its bytes lie instead of here. */
  readonly external?: { readonly location: string; readonly offset?: number };
}

interface Node {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly name?: string;
  readonly domain?: string;
  readonly ints?: Readonly<Record<string, readonly number[]>>;
}

interface Port {
  readonly name: string;
  /** A string is the name of an open size. */
  readonly dims: readonly (number | string)[];
  /** TensorProto.DataType; float32 unless said. */
  readonly type?: number;
}

export interface OnnxParts {
  readonly nodes: readonly Node[];
  readonly weights?: readonly Tensor[];
  readonly inputs?: readonly Port[];
  readonly outputs?: readonly Port[];
  readonly opset?: number;
  readonly producer?: string;
}

type Write = (writer: BinaryWriter) => void;
const inside = (writer: BinaryWriter, field: number, write: Write) => {
  writer.tag(field, WireType.LengthDelimited).fork();
  write(writer);
  writer.join();
};
const text = (writer: BinaryWriter, field: number, value: string) => writer.tag(field, WireType.LengthDelimited).string(value);
const whole = (writer: BinaryWriter, field: number, value: number) => writer.tag(field, WireType.Varint).int64(value);

const tensor = ({ name, dims, values, type = 1, external }: Tensor): Write => (w) => {
  for (const size of dims) whole(w, 1, size);
  whole(w, 2, type);
  text(w, 8, name);
  const bytes = type === 1 ? Float32Array.from(values) : BigInt64Array.from(values, BigInt);
  if (!external) w.tag(9, WireType.LengthDelimited).bytes(new Uint8Array(bytes.buffer));
  else {
    for (const [key, value] of Object.entries({ location: external.location, offset: String(external.offset ?? 0) })) {
      inside(w, 13, (entry) => {
        text(entry, 1, key);
        text(entry, 2, value);
      });
    }
    whole(w, 14, 1);
  }
};

const node = ({ op, inputs, outputs, name = op, domain = '', ints = {} }: Node): Write => (w) => {
  for (const input of inputs) text(w, 1, input);
  for (const output of outputs) text(w, 2, output);
  text(w, 3, name);
  text(w, 4, op);
  text(w, 7, domain);
  for (const [key, values] of Object.entries(ints)) {
    inside(w, 5, (attribute) => {
      text(attribute, 1, key);
      for (const value of values) whole(attribute, 8, value);
      whole(attribute, 20, 7);
    });
  }
};

const port = ({ name, dims, type = 1 }: Port): Write => (w) => {
  text(w, 1, name);
  inside(w, 2, (typed) => inside(typed, 1, (tensorType) => {
    whole(tensorType, 1, type);
    inside(tensorType, 2, (shape) => {
      for (const size of dims) inside(shape, 1, (dimension) => (typeof size === 'number' ? whole(dimension, 1, size) : text(dimension, 2, size)));
    });
  }));
};

export function onnxBytes({ nodes, weights = [], inputs = [{ name: 'input', dims: [1, 3, 8, 8] }], outputs, opset = 17, producer = 'test' }: OnnxParts): Uint8Array {
  const writer = new BinaryWriter();
  whole(writer, 1, 8);
  text(writer, 2, producer);
  inside(writer, 7, (graph) => {
    for (const each of nodes) inside(graph, 1, node(each));
    text(graph, 2, 'graph');
    for (const each of weights) inside(graph, 5, tensor(each));
    for (const each of inputs) inside(graph, 11, port(each));
    for (const each of outputs ?? [{ name: nodes.at(-1)!.outputs[0]!, dims: [] }]) inside(graph, 12, port(each));
  });
  inside(writer, 8, (entry) => whole(entry, 2, opset));
  return writer.finish();
}
