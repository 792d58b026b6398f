/** Reads networks from disk for tests in Node. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as tf from '@tensorflow/tfjs';
import type { ModelCard } from '../core/modelCard';
import { type LoadedNetwork, loadNetwork } from '../models/loadNetwork';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Loads one of the shipped networks on the current backend. */
export function loadShippedNetwork(id: string): Promise<LoadedNetwork> {
  const folder = path.join(root, 'public', 'models', id);
  const json = JSON.parse(readFileSync(path.join(folder, 'model.json'), 'utf8')) as tf.io.ModelJSON;
  const shards = json.weightsManifest.flatMap((group) => group.paths.map((file) => readFileSync(path.join(folder, file))));
  const card = JSON.parse(readFileSync(path.join(folder, 'card.json'), 'utf8')) as ModelCard;
  return loadNetwork(
    {
      name: id,
      json,
      weightSpecs: json.weightsManifest.flatMap((group) => group.weights),
      weightData: new Uint8Array(Buffer.concat(shards)).buffer,
      sha256: '',
    },
    card,
  );
}
