/** Which files of weights an ONNX file refers to, without reading the rest of it: the worker does that. */

/** An entry of a tensor's external_data: key (field 1) "location", then value (field 2). */
const MARK = [0x0a, 0x08, ...new TextEncoder().encode('location'), 0x12];

/** @returns each file once, as written: paths relative to the .onnx */
export function externalFilesOf(bytes: Uint8Array): string[] {
  const names = new Set<string>();
  const decoder = new TextDecoder();
  for (let at = bytes.indexOf(MARK[0]!); at >= 0; at = bytes.indexOf(MARK[0]!, at + 1)) {
    if (!MARK.every((byte, i) => bytes[at + i] === byte)) continue;
    // One byte of length is enough for 127 bytes of name, two for any that a file system takes.
    let start = at + MARK.length;
    let length = bytes[start++] ?? 0;
    if (length >= 0x80) length = (length & 0x7f) | ((bytes[start++] ?? 0) << 7);
    const name = decoder.decode(bytes.subarray(start, start + length));
    if (length > 0 && isBeside(name)) names.add(name);
  }
  return [...names];
}

/** Weights happen to hold any bytes; and nothing outside the model's own folder is asked for. */
function isBeside(name: string): boolean {
  // oxlint-disable-next-line no-control-regex
  return !/[\u0000-\u001f\ufffd]|^\/|(^|\/)\.\.(\/|$)|^[a-z]+:/i.test(name);
}
