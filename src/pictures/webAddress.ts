/** Addresses of files on the web, and what people paste for them. */

/**
 * GitHub and Hugging Face show a file on a page of its own, whose address is what people copy: rewritten to that of the file. Other
 * addresses come back as they are.
 */
export function rawAddress(address: string): string {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return address;
  }
  if (/^(www\.)?github\.com$/.test(url.hostname)) {
    const file = /^\/([^/]+)\/([^/]+)\/(?:blob|raw)\/(.+)$/.exec(url.pathname);
    return file ? `https://raw.githubusercontent.com/${file[1]}/${file[2]}/${file[3]}` : address;
  }
  if (url.hostname === 'huggingface.co') {
    const file = /^(\/(?:(?:datasets|spaces)\/)?[^/]+\/[^/]+)\/blob\/(.+)$/.exec(url.pathname);
    return file ? `https://huggingface.co${file[1]}/resolve/${file[2]}` : address;
  }
  return address;
}

/** The last part of the path, readable; the address itself where there is none. */
export function nameOfAddress(address: string): string {
  const last = address.split(/[?#]/)[0]!.replace(/\/+$/, '').split('/').at(-1) || address;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

/** An http or https address, perhaps relative to the page; null for anything else. */
export function webAddress(text: string, base: string): string | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  try {
    const url = new URL(trimmed, base);
    return /^https?:$/.test(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}
