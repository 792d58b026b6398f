import { afterEach, describe, expect, it, vi } from 'vitest';
import type { FetchProgress } from './fetchPicture';
import { fetchPicture } from './fetchPicture';

const ADDRESS = 'https://example.org/a.png';

/** A body that comes in these parts; an Error among them breaks it off. */
function answer(parts: readonly (Uint8Array | Error)[], headers: Record<string, string> = {}, status = 200): void {
  const left = [...parts];
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const part = left.shift();
      if (part === undefined) controller.close();
      else if (part instanceof Error) controller.error(part);
      else controller.enqueue(part);
    },
  });
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(body, { status, headers })));
}

function get(signal = new AbortController().signal, onProgress?: (progress: FetchProgress) => void): Promise<Blob> {
  return fetchPicture(ADDRESS, onProgress ? { signal, onProgress } : { signal });
}

describe('fetchPicture', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('puts the parts together and counts them', async () => {
    answer([new Uint8Array([1, 2]), new Uint8Array([3])], { 'Content-Length': '3', 'Content-Type': 'image/png' });
    const counts: FetchProgress[] = [];
    const blob = await get(undefined, (progress) => counts.push(progress));
    expect(new Uint8Array(await blob.arrayBuffer())).toEqual(new Uint8Array([1, 2, 3]));
    expect(counts).toEqual([{ receivedBytes: 2, totalBytes: 3 }, { receivedBytes: 3, totalBytes: 3 }]);
  });

  it('gives up a total that was that of a compressed file', async () => {
    answer([new Uint8Array(2), new Uint8Array(9)], { 'Content-Length': '5' });
    const counts: FetchProgress[] = [];
    await get(undefined, (progress) => counts.push(progress));
    expect(counts.at(-1)).toEqual({ receivedBytes: 11, totalBytes: null });
  });

  it('keeps nothing of what broke off, and says after how many bytes', async () => {
    answer([new Uint8Array(7), new Error('reset')], { 'Content-Length': '20' });
    await expect(get()).rejects.toMatchObject({ code: 'not-fetched', message: expect.stringMatching(/a\.png broke off after 7 bytes of 20/) as string });
  });

  it('refuses what is too large before reading it', async () => {
    answer([new Uint8Array(1)], { 'Content-Length': '300000000' });
    await expect(get()).rejects.toMatchObject({ code: 'too-large' });
  });

  it.each([[404, /no such file.*404/], [403, /refuses.*403/], [500, /failed.*500/]])('names status %i', async (status, said) => {
    answer([], {}, status);
    await expect(get()).rejects.toMatchObject({ code: 'not-fetched', message: expect.stringMatching(said) as string });
  });

  it('ends with the reason when it is stopped', async () => {
    const controller = new AbortController();
    const reason = new Error('stopped');
    answer([new Uint8Array(1), new Error('aborted')]);
    await expect(get(controller.signal, () => controller.abort(reason))).rejects.toBe(reason);
  });

  it.each([
    [{ onLine: true }, 'https:', /CORS.*save it and drop/],
    [{ onLine: false }, 'https:', /offline/],
  ])('says what may be the matter when the browser does not (%o)', async (navigatorState, protocol, said) => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    vi.stubGlobal('navigator', navigatorState);
    vi.stubGlobal('location', { protocol, origin: 'https://page.invalid' });
    await expect(get()).rejects.toMatchObject({ message: expect.stringMatching(said) as string });
  });

  it('names a page over https that may not read http', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    vi.stubGlobal('navigator', { onLine: true });
    vi.stubGlobal('location', { protocol: 'https:', origin: 'https://page.invalid' });
    const { signal } = new AbortController();
    await expect(fetchPicture('http://example.org/a.png', { signal })).rejects.toMatchObject({ message: expect.stringMatching(/https.*http/) as string });
  });
});
