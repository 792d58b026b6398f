/** The packages that the networks for photographs are cut from, read whole: oracles for what was cut. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { decode as decodeJpeg } from 'jpeg-js';
import type { NetworkPicture } from '../engine/protocol';
import { createResampler } from '../pictures/resample';

export interface GraphJson {
  modelTopology: { node: { name: string; op: string; attr?: Record<string, unknown> }[] };
  weightsManifest: tf.io.WeightsManifestConfig;
}

/** @param change applied to the topology and to integer weights, by name, before tfjs reads them */
export async function loadWhole(
  modelFile: string, change: (json: GraphJson, integers: Map<string, Int32Array>) => void = () => undefined,
): Promise<tf.GraphModel> {
  const json = JSON.parse(readFileSync(modelFile, 'utf8')) as GraphJson;
  const files = json.weightsManifest.flatMap(({ paths }) => paths.map((name) => readFileSync(path.join(path.dirname(modelFile), name))));
  const weightData = new Uint8Array(Buffer.concat(files)).buffer;
  const weightSpecs = json.weightsManifest.flatMap(({ weights }) => weights);
  const integers = new Map<string, Int32Array>();
  let offset = 0;
  for (const { name, shape, dtype } of weightSpecs) {
    const length = shape.reduce((product, size) => product * size, 1);
    if (dtype === 'int32') integers.set(name, new Int32Array(weightData, offset, length));
    offset += 4 * length;
  }
  change(json, integers);
  return tf.loadGraphModel(tf.io.fromMemory({ modelTopology: json.modelTopology, weightSpecs, weightData }));
}

/** The centre square of a fetched photograph, as the page cuts and resamples it. */
export function photographPicture(id: string, side: number): NetworkPicture {
  const file = new URL(`../../public/samples/photographs/${id}.jpg`, import.meta.url);
  const { width, height, data } = decodeJpeg(readFileSync(file), { useTArray: true });
  const crop = Math.min(width, height);
  const [left, top] = [Math.floor((width - crop) / 2), Math.floor((height - crop) / 2)];
  const resampler = createResampler({ width: crop, height: crop }, { width: side, height: side });
  for (let y = top; y < top + crop; y++) {
    resampler.addRows(Uint8ClampedArray.from(data.subarray(4 * (y * width + left), 4 * (y * width + left + crop))), 1);
  }
  return { width: side, height: side, rgb: resampler.finish() };
}
