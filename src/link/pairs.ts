/** Splits a hash into decoded key=value pairs. */

export interface SplitPairs {
  /** First occurrence of each key, in order. */
  readonly pairs: Map<string, string>;
  readonly problems: string[];
}

export function splitPairs(hash: string): SplitPairs {
  const pairs = new Map<string, string>();
  const problems: string[] = [];
  for (const part of hash.replace(/^#/, '').split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const key = decode(equals < 0 ? part : part.slice(0, equals));
    const value = decode(equals < 0 ? '' : part.slice(equals + 1));
    if (key === null || value === null) {
      problems.push(`The link's “${part}” has a broken % escape and is ignored.`);
    } else if (pairs.has(key)) {
      problems.push(`The link gives “${key}” more than once; the first, “${pairs.get(key)}”, is used.`);
    } else {
      pairs.set(key, value);
    }
  }
  return { pairs, problems };
}

/** A `+` is a plus, not a space: people paste addresses into links by hand, and those contain it. */
function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
