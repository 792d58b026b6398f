/** Reading numbers and names out of file headers. Reads past the end give 0 or '', never an exception. */

export function asciiAt(bytes: Uint8Array, offset: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + length));
}

export function uint16BigEndian(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0);
}

export function uint16LittleEndian(bytes: Uint8Array, offset: number): number {
  return (bytes[offset] ?? 0) | ((bytes[offset + 1] ?? 0) << 8);
}

export function uint24LittleEndian(bytes: Uint8Array, offset: number): number {
  return uint16LittleEndian(bytes, offset) | ((bytes[offset + 2] ?? 0) << 16);
}

export function uint32BigEndian(bytes: Uint8Array, offset: number): number {
  return uint16BigEndian(bytes, offset) * 65536 + uint16BigEndian(bytes, offset + 2);
}

export function uint32LittleEndian(bytes: Uint8Array, offset: number): number {
  return uint16LittleEndian(bytes, offset) + uint16LittleEndian(bytes, offset + 2) * 65536;
}

export function int32LittleEndian(bytes: Uint8Array, offset: number): number {
  return uint32LittleEndian(bytes, offset) | 0;
}
