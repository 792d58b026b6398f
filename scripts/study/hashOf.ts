/** @param pairs of the public link, without v and run; @returns the hash that starts the run */
export function hashOf(pairs: Readonly<Record<string, string>>): string {
  return `#${Object.entries({ v: '1', ...pairs, run: '1' }).map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join('&')}`;
}
