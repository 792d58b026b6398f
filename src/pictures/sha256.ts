import { nextTask } from './nextTask';

/** SHA-256 as lower-case hex, also where the page is not served securely and the browser hides its own. */
export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  // crypto.subtle is absent on plain http other than localhost, which is how a class reaches a lecturer's machine.
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
  const digest = subtle ? new Uint8Array(await subtle.digest('SHA-256', bytes)) : await digestInSlices(bytes);
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** About 10 ms of work between breaths, so that the page stays responsive. */
const SLICE_BYTES = 1 << 20;

async function digestInSlices(bytes: Uint8Array): Promise<Uint8Array> {
  const { sha256 } = await import('@noble/hashes/sha2.js');
  const hash = sha256.create();
  for (let start = 0; start < bytes.length; start += SLICE_BYTES) {
    hash.update(bytes.subarray(start, start + SLICE_BYTES));
    await nextTask();
  }
  return hash.digest();
}
