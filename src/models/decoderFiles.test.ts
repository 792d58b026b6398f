import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LayerInfo } from '../engine/protocol';
import { startTestBackend } from '../testing/backends';
import { seededNumbers } from '../testing/linearNetwork';
import { DecoderFiles } from './decoderFiles';
import { decoderWeightShapes, planDecoder } from './decoderPlan';

const PICTURE = { width: 8, height: 8 };
const layer = (id: string, shape: number[]): LayerInfo => ({ id, title: id, stage: '', kind: 'other', depth: 1, shape });
const EARLY = layer('early', [8, 8, 4]);
const LATE = layer('late', [4, 4, 6]);

beforeAll(() => startTestBackend('cpu'));

/** decoders.json and decoders.bin for both layers, with the weights in float32. */
function folder() {
  const chunks: Float32Array[] = [];
  const weights = [EARLY, LATE].flatMap(({ id, shape }) =>
    decoderWeightShapes(planDecoder(shape, PICTURE)).map((weight) => {
      chunks.push(seededNumbers(tf.util.sizeFromShape([...weight.shape]), chunks.length));
      return { name: `${id}/${weight.name}`, shape: [...weight.shape], dtype: 'float32' };
    }),
  );
  const binary = Buffer.concat(chunks.map((chunk) => Buffer.from(chunk.buffer)));
  const document = {
    format: 'pixelsieve.decoders',
    formatVersion: 1,
    decoders: [EARLY, LATE].map(({ id, shape }) => ({ layer: id, featureShape: shape, validationPsnrDb: 20 })),
    weightsManifest: [{ paths: ['decoders.bin'], sha256: createHash('sha256').update(binary).digest('hex'), weights }],
  };
  return { document, binary };
}

const read = ({ document, binary }: { document: unknown; binary: Buffer | null }) =>
  DecoderFiles.read(async (path) => {
    const bytes = path === 'decoders.json' ? Buffer.from(JSON.stringify(document)) : path === 'decoders.bin' ? binary : null;
    return bytes && new Uint8Array(bytes).buffer;
  });

describe('decoders.json', () => {
  it('opens each layer’s decoder, and knows which layers have none', async () => {
    const files = (await read(folder()))!;
    expect(files.layerIds).toEqual(['early', 'late']);
    const before = tf.memory().numTensors;
    const decoder = (await files.open(LATE, PICTURE))!;
    expect(tf.tidy(() => decoder.reconstruct(tf.zeros([3, 4, 4, 6])).shape)).toEqual([3, 8, 8, 3]);
    decoder.dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect(await files.open(layer('other', [4, 4, 6]), PICTURE)).toBeNull();
    expect(await DecoderFiles.read(async () => null)).toBeNull();
  });

  it('refuses the decoder that does not fit its layer, by name and both shapes, and opens the others', async () => {
    const files = (await read(folder()))!;
    await expect(files.open(layer('late', [2, 2, 6]), PICTURE)).rejects.toMatchObject({
      code: 'decoder-format',
      message: expect.stringMatching(/decoders\.json.*"late".*4 x 4 x 6.*2 x 2 x 6.*train one here/),
    });
    (await files.open(EARLY, PICTURE))!.dispose();
  });

  it('refuses a decoder for another picture size', async () => {
    const files = (await read(folder()))!;
    await expect(files.open(EARLY, { width: 16, height: 16 })).rejects.toThrow(/"entry\/kernel" of layer "early" is 1 x 1 x 4 x 16.*16 x 16 pixels needs 1 x 1 x 4 x 32/);
  });

  it('names what is wrong with the files', async () => {
    const good = folder();
    const cut = good.binary.subarray(0, -4);
    const [group] = good.document.weightsManifest;
    const changed = Buffer.from(good.binary);
    changed.writeFloatLE(3, 0);
    const notFinite = Buffer.from(good.binary);
    notFinite.writeFloatLE(Number.NaN, 8);
    await expect(read({ ...good, binary: null })).rejects.toThrow(/"decoders\.bin" is missing/);
    await expect(read({ ...good, binary: cut })).rejects.toThrow(/holds \d+ bytes, but its weights need \d+/);
    await expect(read({ ...good, binary: changed })).rejects.toThrow(/decoders\.bin is not the file that belongs to it/);
    await expect(read({ ...good, document: { ...good.document, format: 'x' } })).rejects.toThrow(/format "x", not "pixelsieve\.decoders"/);
    await expect(read({ ...good, document: { ...good.document, formatVersion: 2 } })).rejects.toThrow(/version 2/);
    await expect(read({ ...good, document: { ...good.document, decoders: [{}] } })).rejects.toThrow(/layer and a featureShape/);
    const unsigned = { ...good.document, weightsManifest: [{ paths: group!.paths, weights: group!.weights }] };
    const files = (await read({ document: unsigned, binary: notFinite }))!;
    const before = tf.memory().numTensors;
    await expect(files.open(EARLY, PICTURE)).rejects.toThrow(/"entry\/kernel" of layer "early" holds NaN at position 2/);
    expect(tf.memory().numTensors).toBe(before);
  });
});
