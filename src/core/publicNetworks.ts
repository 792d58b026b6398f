/** The list of public networks, `public/models/public.json`, and its check. */
import type { LabelSetName, NetworkInput } from './modelCard';
import { inputProblem } from './modelChoices';

export interface PublicNetwork {
  readonly id: string;
  readonly title: string;
  readonly format: 'tfjs-layers' | 'tfjs-graph' | 'onnx';
  /** https, of the model.json or the .onnx itself. */
  readonly address: string;
  /** Of all its files. */
  readonly bytes: number;
  /** SPDX identifier. */
  readonly licence: string;
  /** Who publishes it. */
  readonly source: string;
  /** The page on which they say so. */
  readonly page: string;
  readonly input: NetworkInput;
  readonly labels: Extract<LabelSetName, 'imagenet-1k' | 'coco' | 'none'>;
}

const FORMATS: readonly unknown[] = ['tfjs-layers', 'tfjs-graph', 'onnx'];
const LABELS: readonly unknown[] = ['imagenet-1k', 'coco', 'none'];
const TEXTS = ['id', 'title', 'address', 'licence', 'source', 'page'] as const;

/** @throws Error naming the entry and what is wrong with it */
export function readPublicNetworks(json: unknown): PublicNetwork[] {
  if (!Array.isArray(json)) throw new Error('the list of public networks is no list');
  const ids = new Set<string>();
  return json.map((entry: Partial<PublicNetwork>, index) => {
    const name = entry.id ?? `entry ${index}`;
    const missing = TEXTS.find((key) => typeof entry[key] !== 'string' || entry[key] === '');
    if (missing) throw new Error(`${name} of the public networks has no "${missing}"`);
    if (ids.has(entry.id!)) throw new Error(`${name} is in the list of public networks twice`);
    ids.add(entry.id!);
    for (const key of ['address', 'page'] as const) {
      if (!/^https?:$/.test(URL.canParse(entry[key]!) ? new URL(entry[key]!).protocol : '')) throw new Error(`${name}: its ${key} "${entry[key]}" is no web address`);
    }
    if (!FORMATS.includes(entry.format)) throw new Error(`${name}: the format "${entry.format}" is unknown`);
    if (!LABELS.includes(entry.labels)) throw new Error(`${name}: the class names "${entry.labels}" are unknown`);
    if (!Number.isInteger(entry.bytes) || entry.bytes! <= 0) throw new Error(`${name}: its size of ${entry.bytes} bytes is none`);
    const problem = entry.input ? inputProblem(entry.input) : 'it has no input';
    if (problem) throw new Error(`${name}: ${problem}`);
    return entry as PublicNetwork;
  });
}
