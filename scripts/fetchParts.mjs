/**
 * `npm run fetch:parts`: what is fetched once at set-up and not committed: networks for photographs, and photographs. Node.js
 * built-ins only. What is there already is not fetched again, so that an interrupted set-up goes on where it stopped.
 */
import { pathToFileURL } from 'node:url';
import { isNetworkThere, PHOTO_NETWORKS, prepareNetwork } from './photoNetworks.mjs';
import { arePhotographsThere, PHOTOGRAPHS_MEGABYTES, photographs, preparePhotographs } from './photographs.mjs';

export const REMEDY = 'npm run fetch:parts';

const PARTS = [
  ...PHOTO_NETWORKS.map((network) => ({
    what: `${network.title}, ${network.megabytes} MB`,
    isThere: () => isNetworkThere(network),
    prepare: () => prepareNetwork(network),
  })),
  { what: `${photographs().length} photographs, ${PHOTOGRAPHS_MEGABYTES} MB`, isThere: arePhotographsThere, prepare: preparePhotographs },
];

/** Fetches what is missing, one part after the other. @returns whether everything is there; what is not was told */
export function fetchParts(parts = PARTS, say = console) {
  const missing = parts.filter((part) => !part.isThere());
  const failed = [];
  missing.forEach((part, i) => {
    say.log(`Fetching part ${i + 1} of ${missing.length}: ${part.what} ...`);
    try {
      part.prepare();
    } catch (error) {
      failed.push(part);
      say.error(`${part.what}: ${error instanceof Error ? error.message : error}`);
    }
  });
  if (failed.length > 0) {
    say.error(`\nThe page works without ${failed.map(({ what }) => what).join(' and ')}. With a network connection, "${REMEDY}" fetches what is missing.\n`);
  }
  return failed.length === 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const areAllThere = fetchParts();
  if (areAllThere) console.log('All parts are there.');
  process.exit(areAllThere ? 0 : 1);
}
