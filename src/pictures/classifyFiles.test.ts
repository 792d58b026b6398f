import { describe, expect, it } from 'vitest';
import { classifyFiles } from './classifyFiles';
import { readFiles, readTransfer } from './transfer';

function classify(...paths: readonly string[]) {
  return classifyFiles(paths.map((path) => ({ path, file: new File(['x'], path.split('/').at(-1)!) })));
}

function refusal(...paths: readonly string[]): string {
  const content = classify(...paths);
  return content.kind === 'refused' ? content.message : `not refused but ${content.kind}`;
}

describe('classifyFiles', () => {
  it('takes one file for a picture, whatever its name: opening it says more', () => {
    for (const name of ['cat.png', 'cat.pdf', 'cat', 'IMG 1.HEIC']) expect(classify(name)).toMatchObject({ kind: 'picture', name });
  });

  const names = (...paths: readonly string[]) => {
    const content = classify(...paths);
    return content.kind === 'pictures' ? content.pictures.map(({ name }) => name) : content.kind;
  };

  it('takes several pictures, and with them the loose files beside, which opening refuses by name', () => {
    expect(names('a.png', 'b.jpg')).toEqual(['a.png', 'b.jpg']);
    expect(names('a.png', 'notes.txt')).toEqual(['a.png', 'notes.txt']);
  });

  it('takes the pictures of a folder, without what lies beside them', () => {
    expect(names('holiday/a.png', 'holiday/notes.txt', 'holiday/sea/b.JPG', 'holiday/.DS_Store')).toEqual(['a.png', 'b.JPG']);
  });

  it('refuses several files none of which is a picture, naming three of many', () => {
    expect(refusal('a.txt', 'b.txt')).toMatch(/Two files, none of them a picture: “a.txt” and “b.txt”/);
    expect(refusal('a.txt', 'b.txt', 'c.txt', 'd.txt', 'e.txt')).toContain('“a.txt”, “b.txt”, “c.txt” and 2 more');
  });

  it('takes the one picture of a folder', () => {
    expect(classify('holiday/.DS_Store', 'holiday/notes.txt', 'holiday/cat.png')).toMatchObject({ kind: 'picture', name: 'cat.png' });
    expect(refusal('holiday/a.txt', 'holiday/b.txt')).toMatch(/folder without a picture and without a model\.json/);
  });

  it('takes a folder with model.json, however deep, and only that folder', () => {
    const content = classify('net/readme.txt', 'net/web/model.json', 'net/web/group1-shard1of1.bin', 'net/web/preview.png');
    expect(content).toMatchObject({ kind: 'model', name: 'web' });
    expect(content.kind === 'model' && content.files.map(({ name }) => name)).toEqual([
      'model.json', 'group1-shard1of1.bin', 'preview.png',
    ]);
  });

  it('takes loose model files', () => {
    expect(classify('model.json', 'weights.bin', 'metadata.json')).toMatchObject({ kind: 'model', name: 'model' });
    expect(classify('tiny.json', 'weights.bin')).toMatchObject({ kind: 'model', name: 'tiny' });
    // Alone it may be a run as well: what is in it says.
    expect(classify('tiny.json')).toMatchObject({ kind: 'json', files: [{ name: 'tiny.json' }] });
    expect(classify('one.json', 'two.json')).toMatchObject({ kind: 'json' });
    expect(classify('model.json')).toMatchObject({ kind: 'model', name: 'model' });
  });

  it('takes an ONNX file with its files of weights, and a zip for the network in it', () => {
    expect(classify('net.onnx', 'net.onnx.data')).toMatchObject({ kind: 'model', name: 'net', files: { length: 2 } });
    expect(classify('net.onnx')).toMatchObject({ kind: 'model', name: 'net', files: { length: 1 } });
    expect(classify('deep/net.onnx', 'deep/net.onnx_data', 'other/x.txt')).toMatchObject({ kind: 'model', name: 'net', files: { length: 2 } });
    expect(classify('net.zip')).toMatchObject({ kind: 'model', name: 'net' });
    expect(refusal('a.onnx', 'b.onnx')).toContain('two networks');
  });

  it('refuses two networks, a network with a picture, weights alone', () => {
    expect(refusal('a/model.json', 'b/model.json')).toContain('“a/model.json” and “b/model.json”');
    expect(refusal('model.json', 'w.bin', 'cat.png')).toContain('“cat.png”');
    expect(refusal('w.bin')).toContain('model.json');
  });

  it.each(['net.h5', 'net.pt', 'net.safetensors', 'net.keras', 'saved/net.pb'])('says what to do with %s', (path) => {
    const message = refusal(path);
    expect(message).toContain(path.split('/').at(-1));
    expect(message).toContain('model.json');
  });

  it('refuses nothing at all', () => {
    expect(refusal()).toMatch(/no file/);
    expect(refusal('folder/.DS_Store')).toMatch(/no file/);
  });
});

describe('readFiles', () => {
  it('takes what a picker gives', () => {
    expect(readFiles([new File(['x'], 'cat.png')])).toMatchObject({ kind: 'picture', name: 'cat.png' });
  });
});

/** As much of a DataTransfer as is read. */
function transferOf(text: string, type = 'text/plain'): DataTransfer {
  const items = [{ kind: 'string', type, getAsFile: () => null, webkitGetAsEntry: () => null }];
  return { items, getData: (asked: string) => (asked === type ? text : '') } as unknown as DataTransfer;
}

describe('readTransfer', () => {
  it('refuses text with a hint', async () => {
    const content = await readTransfer(transferOf('a cat on a mat'));
    expect(content.kind === 'refused' && content.message).toContain('image=url:');
  });

  it('refuses an address with the link to use', async () => {
    const content = await readTransfer(transferOf('https://example.org/a b.png'.replace(' ', ''), 'text/uri-list'));
    expect(content.kind === 'refused' && content.message).toContain('image=url:https%3A%2F%2Fexample.org%2Fab.png');
  });
});
