import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startTestBackend } from '../../testing/backends';
import { openFixture } from '../../testing/onnxFixtures';
import { onnxBytes, type OnnxParts } from '../../testing/onnxFiles';
import { onnxLayers } from './layers';
import { OPERATORS } from './operators/registry';
import { readOnnx } from './read';

const kernel = { name: 'w', dims: [2, 3, 1, 1], values: [1, 2, 3, 4, 5, 6] };
const conv = { op: 'Conv', inputs: ['input', 'w'], outputs: ['y'], name: 'first' };
const read = (parts: OnnxParts, others: { name: string; bytes: Uint8Array }[] = []) => readOnnx([{ name: 'net.onnx', bytes: onnxBytes(parts) }, ...others]);
const messages = (parts: OnnxParts) => read(parts).problems.map(({ message }) => message).join('\n');

describe('what is wrong with a file', () => {
  it('is nothing where nothing is', () => {
    const model = read({ nodes: [conv], weights: [kernel] });
    expect(model).toMatchObject({ problems: [], opset: 17, producer: 'test', parameters: 6, openAxes: [] });
    expect(model.inputs).toMatchObject([{ name: 'input', layout: 'NCHW', dtype: 'float32' }]);
  });

  it('names an operator that we lack with its node, and keeps what comes before it', () => {
    const nodes = [conv, { op: 'Relu', inputs: ['y'], outputs: ['r'] }, { op: 'RoiAlign', inputs: ['r'], outputs: ['z'], name: 'crops' }, { op: 'Conv', inputs: ['z', 'w2'], outputs: ['out'], name: 'after' }];
    const model = read({ nodes, weights: [kernel, { name: 'w2', dims: [1, 2, 1, 1], values: [1, 1] }] });
    expect(model.problems).toMatchObject([{ kind: 'operator', nodeName: 'crops', isFatal: false }]);
    expect(model.problems[0]!.message).toMatch(/net\.onnx: the node "crops" needs the operator RoiAlign/);
    expect(onnxLayers(model, { inputName: 'input', outputName: 'out' }).map(({ id, isUsable }) => [id, isUsable])).toEqual([['r', true], ['out', false]]);
  });

  it.each([
    ['a quantised network', { nodes: [{ op: 'QLinearConv', inputs: ['input', 'w'], outputs: ['y'], name: 'q' }] }, /"q" is QLinearConv: this network is quantised to 8 bits.*float32 version/],
    ['control flow', { nodes: [{ op: 'Loop', inputs: ['input'], outputs: ['y'], name: 'again' }] }, /"again" is Loop: control flow/],
    ['another domain', { nodes: [{ op: 'FusedConv', domain: 'com.microsoft', inputs: ['input'], outputs: ['y'] }] }, /needs the operator com\.microsoft\.FusedConv/],
    ['batch norm in training mode', { nodes: [{ op: 'BatchNormalization', inputs: ['input'], outputs: ['y', 'mean'] }] }, /training mode \(call model\.eval\(\)/],
    ['places of maxima', { nodes: [{ op: 'MaxPool', inputs: ['input'], outputs: ['y', 'places'] }] }, /gives out the places of its maxima/],
    ['an unknown operator set', { nodes: [conv], weights: [kernel], opset: 99 }, /uses operator set 99/],
    ['NaN among the weights', { nodes: [conv], weights: [{ ...kernel, values: [1, 2, NaN, 4, 5, 6] }] }, /the weight "w" holds NaN at position 2/],
    ['a weight with too few numbers', { nodes: [conv], weights: [{ ...kernel, values: [1, 2] }] }, /"w" should hold 24 bytes \(2 x 3 x 1 x 1, float32\); it holds 8/],
    ['no picture input', { nodes: [conv], weights: [kernel], inputs: [{ name: 'tokens', dims: [1, 128] }] }, /no input for a picture.*"tokens" \(1 x 128\)/],
    ['an input of five channels', { nodes: [conv], weights: [kernel], inputs: [{ name: 'input', dims: [1, 5, 8, 8] }] }, /with 1 or 3 channels/],
  ] satisfies [string, OnnxParts, RegExp][])('names %s', (_, parts, message) => {
    expect(messages(parts)).toMatch(message);
  });

  it('asks for weights that lie in another file, takes them, and says where that is too short', () => {
    const parts: OnnxParts = { nodes: [conv], weights: [{ ...kernel, external: { location: 'net.onnx.data', offset: 8 } }] };
    expect(read(parts).problems).toMatchObject([{ kind: 'external-data', isFatal: true, message: expect.stringMatching(/1 of its weights in the file "net\.onnx\.data", which is missing/) as string }]);
    const bytes = new Uint8Array(Float32Array.of(0, 0, 1, 2, 3, 4, 5, 6).buffer);
    const whole = read(parts, [{ name: 'net.onnx.data', bytes }]);
    expect(whole.problems).toEqual([]);
    expect([...whole.graph.constants.get('w')!.data]).toEqual([1, 2, 3, 4, 5, 6]);
    const short = read(parts, [{ name: 'net.onnx.data', bytes: bytes.subarray(0, 16) }]);
    expect(short.problems.map(({ message }) => message)).toEqual([expect.stringMatching(/bytes 8 to 32 of "net\.onnx\.data", which has only 16/)]);
  });

  it.each([
    ['a truncated file', () => onnxBytes({ nodes: [conv], weights: [kernel] }).subarray(0, 60), /net\.onnx ends early, at 60 bytes/],
    ['a Git LFS pointer', () => new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\noid sha256:0'), /only a pointer/],
    ['a web page', () => new TextEncoder().encode('<!DOCTYPE html><html></html>'), /is a web page/],
    ['something else', () => Uint8Array.of(0x89, 0x50, 0x4e, 0x47), /no ONNX file/],
    ['nothing', () => new Uint8Array(), /holds no graph/],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => readOnnx([{ name: 'net.onnx', bytes: bytes() }])).toThrow(message);
  });

  it('lists every input and output, and which sizes are open', () => {
    const model = read({
      nodes: [conv, { op: 'Relu', inputs: ['y'], outputs: ['z'] }], weights: [kernel],
      inputs: [{ name: 'input', dims: ['n', 3, 'rows', 'columns'] }, { name: 'scale', dims: [1] }, { name: 'last', dims: [1, 224, 224, 3], type: 2 }],
      outputs: [{ name: 'y', dims: [1, 2] }, { name: 'z', dims: [] }],
    });
    expect(model.inputs.map(({ name, layout, dtype }) => [name, layout, dtype])).toEqual([['input', 'NCHW', 'float32'], ['scale', null, 'float32'], ['last', 'NHWC', 'uint8']]);
    expect(model.outputs.map(({ name }) => name)).toEqual(['y', 'z']);
    expect(model.openAxes).toEqual([{ inputName: 'input', axis: 'height', symbol: 'rows' }, { inputName: 'input', axis: 'width', symbol: 'columns' }]);
  });
});

describe('what shows when the network is opened', () => {
  beforeAll(() => startTestBackend('cpu'));

  it.each([
    ['a size that the file fixes', 9, { nodes: [conv], weights: [kernel] }, /a height of 8 pixels; 9 was chosen\. Choose 8/],
    ['a window that does not fit', 2, { nodes: [{ ...conv, ints: { kernel_shape: [3, 3] } }], weights: [{ ...kernel, dims: [1, 3, 3, 3], values: Array.from({ length: 27 }, () => 1) }], inputs: [{ name: 'input', dims: [1, 3, 'h', 'w'] }] }, /"first" \(Conv\).*3 x 3 does not fit into 2 x 2/],
    ['channels that do not fit', 8, { nodes: [conv], weights: [{ ...kernel, dims: [3, 2, 1, 1] }] }, /"first" \(Conv\) cannot run: it takes 2 channels and gets 3/],
    ['a value that nothing gives', 8, { nodes: [{ op: 'Add', inputs: ['input', 'ghost'], outputs: ['y'] }] }, /nothing gives the value "ghost"/],
    ['fatal problems', 8, { nodes: [conv], weights: [{ ...kernel, values: [NaN, 0, 0, 0, 0, 0] }] }, /holds NaN/],
  ] satisfies [string, number, OnnxParts, RegExp][])('names %s', async (_, side, parts, message) => {
    await expect(openFixture(read(parts), side)).rejects.toThrow(message);
  });
});

it('documents every operator that there is', () => {
  const text = readFileSync(new URL('../../../ARCHITECTURE.md', import.meta.url), 'utf8');
  const [, listed = ''] = /ONNX operators: ([^\n]*(?:\n(?!\n)[^\n]*)*)/.exec(text) ?? [];
  expect([...listed.matchAll(/\b[A-Z]\w+/g)].map(([name]) => name)).toEqual([...OPERATORS.keys()].sort());
});
