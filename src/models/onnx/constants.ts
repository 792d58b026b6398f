/** Weights and other constants, as plain numbers. */
import { EngineFailure } from '../../engine/failure';
import type { TensorMessage } from './wire';

/** Numbers of any type in the one of two that the importer computes with; whole numbers saturate at 32 bits. */
export interface Constant {
  readonly dims: readonly number[];
  readonly dtype: 'float32' | 'int32' | 'bool';
  readonly data: Float32Array | Int32Array;
}

interface ElementType {
  readonly name: string;
  readonly bytes: number;
  readonly dtype: Constant['dtype'];
  readonly read?: (view: DataView, at: number) => number;
}

/** TensorProto.DataType by number. */
const ELEMENT_TYPES: Readonly<Record<number, ElementType>> = {
  1: { name: 'float32', bytes: 4, dtype: 'float32', read: (view, at) => view.getFloat32(at, true) },
  2: { name: 'uint8', bytes: 1, dtype: 'int32', read: (view, at) => view.getUint8(at) },
  3: { name: 'int8', bytes: 1, dtype: 'int32', read: (view, at) => view.getInt8(at) },
  4: { name: 'uint16', bytes: 2, dtype: 'int32', read: (view, at) => view.getUint16(at, true) },
  5: { name: 'int16', bytes: 2, dtype: 'int32', read: (view, at) => view.getInt16(at, true) },
  6: { name: 'int32', bytes: 4, dtype: 'int32', read: (view, at) => view.getInt32(at, true) },
  7: { name: 'int64', bytes: 8, dtype: 'int32', read: (view, at) => Number(view.getBigInt64(at, true)) },
  8: { name: 'string', bytes: 0, dtype: 'int32' },
  9: { name: 'bool', bytes: 1, dtype: 'bool', read: (view, at) => (view.getUint8(at) ? 1 : 0) },
  10: { name: 'float16', bytes: 2, dtype: 'float32', read: (view, at) => fromFloat16(view.getUint16(at, true)) },
  11: { name: 'float64', bytes: 8, dtype: 'float32', read: (view, at) => view.getFloat64(at, true) },
  12: { name: 'uint32', bytes: 4, dtype: 'int32', read: (view, at) => view.getUint32(at, true) },
  13: { name: 'uint64', bytes: 8, dtype: 'int32', read: (view, at) => Number(view.getBigUint64(at, true)) },
  16: { name: 'bfloat16', bytes: 2, dtype: 'float32', read: (view, at) => fromBfloat16(view.getUint16(at, true)) },
};

export const elementTypeName = (dataType: number | undefined) => ELEMENT_TYPES[dataType ?? 0]?.name ?? `type ${dataType ?? 0}`;
/** What a Cast to that type gives here; null for types that we cannot compute with. */
export const dtypeOf = (dataType: number): Constant['dtype'] | null => (ELEMENT_TYPES[dataType]?.read ? ELEMENT_TYPES[dataType].dtype : null);

export const sizeOf = (dims: readonly number[]) => dims.reduce((product, size) => product * size, 1);

/** @param files what lies beside the .onnx, by name without folders */
export function readConstant(tensor: TensorMessage, fileName: string, files: ReadonlyMap<string, Uint8Array>): Constant {
  const type = ELEMENT_TYPES[tensor.dataType ?? 0];
  const what = `${fileName}: the weight "${tensor.name ?? ''}"`;
  if (!type?.read) throw new EngineFailure('model-format', `${what} is of ${elementTypeName(tensor.dataType)}, which cannot be computed with here. Export the network with float32 weights.`);
  const count = sizeOf(tensor.dims);
  const raw = tensor.dataLocation === 1 ? externalBytes(tensor, what, count * type.bytes, files) : tensor.rawData;
  if (raw) {
    if (raw.byteLength !== count * type.bytes) {
      throw new EngineFailure('model-weights-truncated', `${what} should hold ${count * type.bytes} bytes (${tensor.dims.join(' x ')}, ${type.name}); it holds ${raw.byteLength}. Download or export the file again.`);
    }
    return { dims: tensor.dims, dtype: type.dtype, data: decode(raw, type, count) };
  }
  const listed = listedNumbers(tensor, type);
  if (listed.length !== count) {
    throw new EngineFailure('model-weights-truncated', `${what} should hold ${count} numbers (${tensor.dims.join(' x ')}); it holds ${listed.length}. Download or export the file again.`);
  }
  return makeConstant(tensor.dims, type.dtype, listed);
}

export function makeConstant(dims: readonly number[], dtype: Constant['dtype'], values: readonly number[]): Constant {
  return { dims, dtype, data: dtype === 'float32' ? Float32Array.from(values) : Int32Array.from(values, saturated) };
}

/** INT64_MAX, "to the end" in Slice, must stay large. */
export const saturated = (value: number) => Math.max(-2147483648, Math.min(2147483647, Math.trunc(value)));

/** Where external data lies: {location, offset, length} of a tensor message. */
export function externalLocation(tensor: TensorMessage): { location: string; offset: number; length: number | null } {
  const entries = new Map(tensor.externalData.map(({ key, value }) => [key, value]));
  const location = entries.get('location') ?? '';
  const length = entries.get('length');
  return { location: location.slice(location.lastIndexOf('/') + 1), offset: Number(entries.get('offset') ?? 0), length: length === undefined ? null : Number(length) };
}

function externalBytes(tensor: TensorMessage, what: string, bytes: number, files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const { location, offset, length } = externalLocation(tensor);
  const file = files.get(location);
  if (!file) throw new EngineFailure('model-shard-missing', `${what} lies in the file "${location}", which is missing. Drop it together with the .onnx file.`);
  const end = offset + (length ?? bytes);
  if (end > file.byteLength) {
    throw new EngineFailure('model-weights-truncated', `${what} lies at bytes ${offset} to ${end} of "${location}", which has only ${file.byteLength}. Download that file again.`);
  }
  return file.subarray(offset, end);
}

function listedNumbers(tensor: TensorMessage, type: ElementType): readonly number[] {
  if (type.name === 'float32') return tensor.floatData;
  if (type.name === 'float64') return tensor.doubleData;
  if (type.name === 'int64') return tensor.int64Data;
  if (type.name === 'uint64' || type.name === 'uint32') return tensor.uint64Data;
  if (type.name === 'float16') return tensor.int32Data.map(fromFloat16);
  if (type.name === 'bfloat16') return tensor.int32Data.map(fromBfloat16);
  return tensor.int32Data;
}

function decode(raw: Uint8Array, type: ElementType, count: number): Constant['data'] {
  if (type.name === 'float32') {
    // Views need an address divisible by four, which protobuf does not see to.
    if (raw.byteOffset % 4 === 0) return new Float32Array(raw.buffer, raw.byteOffset, count);
    return new Float32Array(raw.slice().buffer);
  }
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const data = type.dtype === 'float32' ? new Float32Array(count) : new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const value = type.read!(view, i * type.bytes);
    data[i] = type.dtype === 'float32' ? value : saturated(value);
  }
  return data;
}

function fromFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const scratch = new DataView(new ArrayBuffer(4));
function fromBfloat16(bits: number): number {
  scratch.setUint32(0, (bits & 0xffff) << 16);
  return scratch.getFloat32(0);
}

/** An input's type with one number everywhere. */
export function numberConstants(typeName: string, dims: readonly number[], value: number): Constant {
  const type = Object.values(ELEMENT_TYPES).find(({ name }) => name === typeName);
  return makeConstant(dims, type?.read ? type.dtype : 'float32', Array.from({ length: sizeOf(dims) }, () => value));
}
