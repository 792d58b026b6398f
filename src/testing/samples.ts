import { readFileSync } from 'node:fs';
import { PNG } from 'pngjs';
import type { SamplePicture } from '../core/modelCard';
import type { NetworkPicture } from '../engine/protocol';

const folder = new URL('../../public/samples/', import.meta.url);

/** A sample as a network of its own size sees it. */
export function samplePicture(id: string): NetworkPicture {
  const samples = JSON.parse(readFileSync(new URL('samples.json', folder), 'utf8')) as SamplePicture[];
  const sample = samples.find((candidate) => candidate.id === id);
  if (!sample) throw new Error(`there is no sample "${id}"`);
  const { width, height, data } = PNG.sync.read(readFileSync(new URL(sample.file, folder)));
  const rgb = Float32Array.from({ length: width * height * 3 }, (_, i) => data[Math.floor(i / 3) * 4 + (i % 3)]! / 255);
  return { width, height, rgb };
}
