/** Files of other servers: asked for without saying who asks, read piece by piece. */

/**
 * A stranger's server learns neither who asks nor from where.
 * @param unreachable what to throw where there is no answer
 * @throws the signal's reason when aborted
 */
export async function requestAnonymously(address: string, signal: AbortSignal, unreachable: () => Error): Promise<Response> {
  try {
    return await fetch(address, { signal, credentials: 'omit', referrerPolicy: 'no-referrer' });
  } catch {
    signal.throwIfAborted();
    throw unreachable();
  }
}

/**
 * The pieces of an answer as they come; leaving the loop early stops the transfer.
 * @param brokenOff what to throw where the connection ends before the file does, by the bytes that had come
 * @throws the signal's reason when aborted
 */
export async function* piecesOf(
  response: Response, signal: AbortSignal, brokenOff: (receivedBytes: number) => Error,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  const reader = response.body!.getReader();
  let receivedBytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(() => {
        signal.throwIfAborted();
        throw brokenOff(receivedBytes);
      });
      if (done) return;
      receivedBytes += value.length;
      yield value;
    }
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}
