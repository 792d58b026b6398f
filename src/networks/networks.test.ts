import { readFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readPublicNetworks } from '../core/publicNetworks';
import { downloadModel, type DownloadProgress } from './download';
import { externalFilesOf } from './externalData';
import { besideAddress, largeFileAddress, modelAddress, nameOfModel } from './modelAddress';
import { unzipFiles } from './unzip';

const PAGE = 'https://page.example/app/';

describe('addresses', () => {
  it.each([
    ['https://github.com/a/b/blob/main/x/model.json', 'https://raw.githubusercontent.com/a/b/main/x/model.json'],
    ['https://huggingface.co/a/b/blob/main/onnx/model.onnx', 'https://huggingface.co/a/b/resolve/main/onnx/model.onnx'],
    ['https://tfhub.dev/x/1/default/1/model.json', 'https://tfhub.dev/x/1/default/1/model.json?tfjs-format=file'],
    ['https://example.org/net/', 'https://example.org/net/model.json'],
    ['models/tiny/model.json', 'https://page.example/app/models/tiny/model.json'],
  ])('%s is read at %s', (written, read) => expect(modelAddress(written, PAGE)).toBe(read));

  it('name a network, and the files beside it', () => {
    expect(nameOfModel('https://example.org/my%20net/model.json')).toBe('my net');
    expect(nameOfModel('https://example.org/resnet.onnx')).toBe('resnet');
    expect(besideAddress('w 1.bin', 'https://example.org/n/model.json?token=7')).toBe('https://example.org/n/w%201.bin?token=7');
    expect(largeFileAddress('https://raw.githubusercontent.com/a/b/refs/heads/main/x.onnx')).toBe('https://media.githubusercontent.com/media/a/b/main/x.onnx');
    expect(largeFileAddress('https://example.org/a/b/main/x.onnx')).toBeNull();
  });
});

describe('downloadModel', () => {
  afterEach(() => vi.unstubAllGlobals());
  const serve = (files: Readonly<Record<string, string | Uint8Array<ArrayBuffer>>>) => {
    const asked: string[] = [];
    vi.stubGlobal('fetch', async (address: string) => {
      asked.push(address);
      const body = files[address];
      return body === undefined ? new Response('', { status: 404 }) : new Response(body);
    });
    return asked;
  };
  const run = async (address: string, progress: DownloadProgress[] = []) =>
    downloadModel(address, { signal: new AbortController().signal, onProgress: (one) => progress.push(one) });
  const manifest = JSON.stringify({ modelTopology: {}, weightsManifest: [{ paths: ['a.bin', 'b.bin'], weights: [{ name: 'w', shape: [2], dtype: 'float32' }] }] });

  it('takes a model.json with its weight files, and knows how many bytes are to come', async () => {
    serve({ 'https://x.org/n/model.json': manifest, 'https://x.org/n/a.bin': new Uint8Array(5), 'https://x.org/n/b.bin': new Uint8Array(3) });
    const progress: DownloadProgress[] = [];
    const files = await run('https://x.org/n/model.json', progress);
    expect(files.map(({ name, size }) => [name, size]).sort()).toEqual([['a.bin', 5], ['b.bin', 3], ['model.json', manifest.length]]);
    expect(progress.at(-1)).toEqual({ receivedBytes: manifest.length + 8, totalBytes: manifest.length + 8 });
  });

  it('names a weight file that is missing, and an address without anything', async () => {
    serve({ 'https://x.org/n/model.json': manifest, 'https://x.org/n/a.bin': new Uint8Array(5) });
    await expect(run('https://x.org/n/model.json')).rejects.toThrow(/weight file "b\.bin" is missing/);
    await expect(run('https://x.org/none.onnx')).rejects.toThrow(/No model was found at https:\/\/x\.org\/none\.onnx/);
  });

  it('follows GitHub to its large files', async () => {
    const onnx = new Uint8Array([8, 7, 18, 0]);
    const asked = serve({
      'https://raw.githubusercontent.com/a/b/main/x.onnx': 'version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 4\n',
      'https://media.githubusercontent.com/media/a/b/main/x.onnx': onnx,
    });
    const [file] = await run('https://raw.githubusercontent.com/a/b/main/x.onnx');
    expect([file!.name, file!.size, asked.length]).toEqual(['x.onnx', 4, 2]);
  });

  it('fetches the weights that an ONNX file refers to, and nothing outside its folder', async () => {
    const entry = (name: string) => [0x0a, 8, ...Buffer.from('location'), 0x12, name.length, ...Buffer.from(name)];
    const onnx = Uint8Array.from([8, 7, ...entry('x.onnx.data'), ...entry('x.onnx.data'), ...entry('../secret'), ...entry('https://other.org/x')]);
    expect(externalFilesOf(onnx)).toEqual(['x.onnx.data']);
    serve({ 'https://x.org/x.onnx': onnx, 'https://x.org/x.onnx.data': new Uint8Array(9) });
    expect((await run('https://x.org/x.onnx')).map(({ name }) => name)).toEqual(['x.onnx', 'x.onnx.data']);
  });

  it('gives out nothing when it is cancelled', async () => {
    const controller = new AbortController();
    vi.stubGlobal('fetch', async () => {
      controller.abort(new Error('stopped'));
      throw new TypeError('aborted');
    });
    await expect(downloadModel('https://x.org/x.onnx', { signal: controller.signal, onProgress: () => undefined })).rejects.toThrow('stopped');
  });
});

describe('unzipFiles', () => {
  it('gives the files of a network with their paths, and nothing else', async () => {
    const zip = zipSync({ 'n/model.json': new Uint8Array([1]), 'n/w.bin': new Uint8Array([2, 3]), 'n/cat.png': new Uint8Array([4]) });
    const found = await unzipFiles(new Blob([zip as Uint8Array<ArrayBuffer>]), 'n.zip');
    expect(found.map(({ path, file }) => [path, file.name, file.size])).toEqual([['n/model.json', 'model.json', 1], ['n/w.bin', 'w.bin', 2]]);
  });

  it('names a zip that is cut off', async () => {
    const zip = zipSync({ 'model.json': new Uint8Array(100) });
    await expect(unzipFiles(new Blob([zip.slice(0, 30) as Uint8Array<ArrayBuffer>]), 'half.zip')).rejects.toThrow(/“half\.zip” cannot be unpacked/);
  });
});

describe('the list of public networks', () => {
  const list = () => JSON.parse(readFileSync(new URL('../../public/models/public.json', import.meta.url), 'utf8')) as Record<string, unknown>[];

  it('is sound, over https, and has every kind that is promised', () => {
    const networks = readPublicNetworks(list());
    expect(networks.every(({ address, page }) => address.startsWith('https://') && page.startsWith('https://'))).toBe(true);
    for (const kind of [/MobileNet v1/, /MobileNet v2/, /ResNet/, /VGG/, /SqueezeNet/, /EfficientNet/]) expect(networks.some(({ title }) => kind.test(title))).toBe(true);
    for (const { address } of networks) expect(modelAddress(address, PAGE)).toBe(address);
  });

  it.each([
    ['licence', '', /has no "licence"/],
    ['address', 'ftp://x.org/a.onnx', /address "ftp/],
    ['bytes', 0, /0 bytes/],
    ['format', 'h5', /format "h5"/],
    ['input', { width: 224, height: 224, mean: [0, 0, 0], std: [1, 0, 1] }, /deviation/],
  ])('an entry with a bad %s is refused by name', (key, value, message) => {
    const [first] = list();
    expect(() => readPublicNetworks([{ ...first, [key]: value }])).toThrow(message);
    expect(() => readPublicNetworks([{ ...first, [key]: value }])).toThrow(/mobilenet-v1-025/);
  });
});
