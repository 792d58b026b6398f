/**
 * The part of ONNX's protobuf messages that a network needs, read field by field; what is not in a table is skipped. Numbers and
 * names of the fields are those of onnx.proto (IR versions 3 to 13). Bytes are views of the file, not copies.
 */
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

/** How a field's content is read; a table where it is a message of its own. */
type Reading = 'string' | 'bytes' | 'int' | 'float' | 'double' | 'uint64' | Table;
/** By field number: the name it gets, how it is read, and whether there may be several. */
interface Field {
  readonly name: string;
  readonly reading: Reading | (() => Table);
  readonly isRepeated: boolean;
}
type Table = ReadonlyMap<number, Field>;

const one = (name: string, reading: Field['reading']): Field => ({ name, reading, isRepeated: false });
const many = (name: string, reading: Field['reading']): Field => ({ name, reading, isRepeated: true });
const table = (fields: Readonly<Record<number, Field>>): Table => new Map(Object.entries(fields).map(([number, field]) => [Number(number), field]));

const PAIR = table({ 1: one('key', 'string'), 2: one('value', 'string') });
const TENSOR = table({
  1: many('dims', 'int'), 2: one('dataType', 'int'), 4: many('floatData', 'float'), 5: many('int32Data', 'int'), 6: many('stringData', 'bytes'),
  7: many('int64Data', 'int'), 8: one('name', 'string'), 9: one('rawData', 'bytes'), 10: many('doubleData', 'double'),
  11: many('uint64Data', 'uint64'), 13: many('externalData', PAIR), 14: one('dataLocation', 'int'),
});
const DIMENSION = table({ 1: one('size', 'int'), 2: one('symbol', 'string') });
const SHAPE = table({ 1: many('dim', DIMENSION) });
const TENSOR_TYPE = table({ 1: one('elemType', 'int'), 2: one('shape', SHAPE) });
const TYPE = table({ 1: one('tensorType', TENSOR_TYPE) });
const VALUE_INFO = table({ 1: one('name', 'string'), 2: one('type', TYPE) });
const ATTRIBUTE = table({
  1: one('name', 'string'), 2: one('f', 'float'), 3: one('i', 'int'), 4: one('s', 'bytes'), 5: one('t', TENSOR), 6: one('g', () => GRAPH),
  7: many('floats', 'float'), 8: many('ints', 'int'), 9: many('strings', 'bytes'), 20: one('type', 'int'),
});
const NODE = table({
  1: many('input', 'string'), 2: many('output', 'string'), 3: one('name', 'string'), 4: one('opType', 'string'), 5: many('attribute', ATTRIBUTE),
  7: one('domain', 'string'), 9: many('metadata', PAIR),
});
const GRAPH: Table = table({
  1: many('node', NODE), 2: one('name', 'string'), 5: many('initializer', TENSOR), 11: many('input', VALUE_INFO), 12: many('output', VALUE_INFO),
  15: many('sparseInitializer', table({})),
});
const OPSET = table({ 1: one('domain', 'string'), 2: one('version', 'int') });
const FUNCTION = table({ 1: one('name', 'string'), 10: one('domain', 'string') });
const MODEL = table({
  1: one('irVersion', 'int'), 2: one('producerName', 'string'), 3: one('producerVersion', 'string'), 7: one('graph', GRAPH),
  8: many('opsetImport', OPSET), 14: many('metadata', PAIR), 25: many('functions', FUNCTION),
});

export interface PairMessage { readonly key?: string; readonly value?: string }
export interface TensorMessage {
  readonly dims: readonly number[];
  readonly dataType?: number;
  readonly floatData: readonly number[];
  readonly int32Data: readonly number[];
  readonly int64Data: readonly number[];
  readonly doubleData: readonly number[];
  readonly uint64Data: readonly number[];
  readonly stringData: readonly Uint8Array[];
  readonly name?: string;
  readonly rawData?: Uint8Array;
  readonly externalData: readonly PairMessage[];
  readonly dataLocation?: number;
}
export interface ValueInfoMessage {
  readonly name?: string;
  readonly type?: {
    readonly tensorType?: { readonly elemType?: number; readonly shape?: { readonly dim: readonly { readonly size?: number; readonly symbol?: string }[] } };
  };
}
export interface AttributeMessage {
  readonly name?: string;
  readonly f?: number;
  readonly i?: number;
  readonly s?: Uint8Array;
  readonly t?: TensorMessage;
  readonly g?: GraphMessage;
  readonly floats: readonly number[];
  readonly ints: readonly number[];
  readonly strings: readonly Uint8Array[];
  /** 1 float, 2 int, 3 string, 4 tensor, 5 graph, 6 floats, 7 ints, 8 strings. */
  readonly type?: number;
}
export interface NodeMessage {
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly name?: string;
  readonly opType?: string;
  readonly domain?: string;
  readonly attribute: readonly AttributeMessage[];
  readonly metadata: readonly PairMessage[];
}
export interface GraphMessage {
  readonly node: readonly NodeMessage[];
  readonly initializer: readonly TensorMessage[];
  readonly sparseInitializer: readonly unknown[];
  readonly input: readonly ValueInfoMessage[];
  readonly output: readonly ValueInfoMessage[];
}
export interface ModelMessage {
  readonly irVersion?: number;
  readonly producerName?: string;
  readonly producerVersion?: string;
  readonly graph?: GraphMessage;
  readonly opsetImport: readonly { readonly domain?: string; readonly version?: number }[];
  readonly functions: readonly { readonly name?: string; readonly domain?: string }[];
}

/** @throws what BinaryReader throws where the bytes end early or are no protobuf */
export function readModelMessage(bytes: Uint8Array): ModelMessage {
  return readMessage(new BinaryReader(bytes), bytes.byteLength, MODEL) as unknown as ModelMessage;
}

function readMessage(reader: BinaryReader, length: number, fields: Table): Record<string, unknown> {
  const message: Record<string, unknown> = {};
  for (const field of fields.values()) if (field.isRepeated) message[field.name] = [];
  const end = reader.pos + length;
  if (end > reader.len) throw new RangeError(`a message of ${length} bytes at ${reader.pos} reaches beyond the end`);
  while (reader.pos < end) {
    const [number, wire] = reader.tag();
    const field = fields.get(number);
    if (!field) {
      reader.skip(wire, number);
      continue;
    }
    const reading = typeof field.reading === 'function' ? field.reading() : field.reading;
    if (!field.isRepeated) message[field.name] = readOne(reader, reading);
    else if (wire === WireType.LengthDelimited && isNumber(reading)) readPacked(reader, reading, message[field.name] as unknown[]);
    else (message[field.name] as unknown[]).push(readOne(reader, reading));
  }
  if (reader.pos !== end) throw new RangeError(`a message runs over its own end at ${end}`);
  return message;
}

const isNumber = (reading: Reading) => typeof reading === 'string' && reading !== 'string' && reading !== 'bytes';

function readPacked(reader: BinaryReader, reading: Reading, into: unknown[]): void {
  const length = reader.uint32();
  const end = reader.pos + length;
  if (end > reader.len) throw new RangeError(`${length} bytes of numbers at ${reader.pos} reach beyond the end`);
  while (reader.pos < end) into.push(readOne(reader, reading));
}

function readOne(reader: BinaryReader, reading: Reading): unknown {
  switch (reading) {
    case 'string': return reader.string();
    case 'bytes': return reader.bytes();
    // Sizes and positions; beyond 2^53 only "to the end" is ever meant.
    case 'int': return Number(reader.int64());
    case 'uint64': return Number(reader.uint64());
    case 'float': return reader.float();
    case 'double': return reader.double();
    default: return readMessage(reader, reader.uint32(), reading);
  }
}
