/** Finds a Chromium that the system has; shared by the tests and Playwright's configuration. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const PLACES = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'];

/** Its path, PIXELSIEVE_CHROMIUM before all others; null where there is none. */
export function findChromium() {
  const chosen = process.env.PIXELSIEVE_CHROMIUM;
  if (chosen) {
    if (!existsSync(chosen)) throw new Error(`PIXELSIEVE_CHROMIUM names ${chosen}, which is not there`);
    return chosen;
  }
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)].filter(Boolean);
  const candidates = [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...PLACES];
  return candidates.find((path) => existsSync(path)) ?? null;
}
