import { describe, expect, it } from 'vitest';
import { mean } from '../core/stats';
import { exportFileName } from './exportFileName';
import { FIRST, layerRecord as layer, RECORD, SECOND, STD } from '../testing/runRecords';
import { runToCsv } from './runToCsv';
import { runToJson } from './runToJson';
import { runToNpy } from './runToNpy';

describe('runToJson', () => {
  const parsed = JSON.parse(runToJson(RECORD)) as Record<string, unknown> & { layers: Record<string, unknown>[] };

  it('has exactly the frame of the format', () => {
    expect(Object.keys(parsed)).toEqual([
      'format', 'formatVersion', 'appVersion', 'createdAt', 'backend', 'model', 'image', 'spec', 'predictions', 'layers',
    ]);
    expect(parsed).toMatchObject({
      format: 'pixelsieve.run',
      formatVersion: 1,
      appVersion: '0.1.0',
      createdAt: '2026-11-23T10:00:00.000Z',
      model: { id: 'resnet20', title: 'ResNet-20', input: { width: 3, height: 2, mean: [0.5, 0.5, 0.5], std: STD } },
      image: { name: 'ship.png', width: 640, height: 480 },
      predictions: [{ label: 'ship', probability: 0.98 }],
    });
    expect(parsed.backend).toEqual({ name: 'wasm', threads: 2, adapter: null });
  });

  it('writes grid and noise as numbers', () => {
    expect(parsed.spec).toEqual({ metric: 'discarding', grid: 3, budget: 1.5, noise: expect.closeTo(0.0025, 12), solver: 'fast', seed: 1 });
  });

  it('gives every layer its numbers, and the mean of what it wrote', () => {
    expect(parsed.layers.map(({ id, depth, status }) => [id, depth, status])).toEqual([
      ['a', 1, 'converged'],
      ['b,"x"', 2, 'queued'],
      ['c', 3, 'cancelled'],
    ]);
    const [first, second] = parsed.layers;
    const map = first!.map as { width: number; height: number; quantity: string; data: number[] };
    expect(map).toMatchObject({ width: 3, height: 2, quantity: 'entropyNats' });
    expect(map.data).toEqual(Array.from(Float32Array.from(FIRST)));
    expect(first!.meanEntropyNats).toBe(mean(map.data));
    expect(second!.map).toBeNull();
  });

  it('adds the foreground and what it makes of every layer', () => {
    // Of 3 x 2 pixels the left column.
    const mask = { width: 3, height: 2, inside: Uint8Array.from([1, 0, 0, 1, 0, 0]) };
    const withForeground = JSON.parse(runToJson({ ...RECORD, foreground: { mask, knowledgeThresholdNats: 0.5 } })) as typeof parsed;
    expect(Object.keys(withForeground)).toEqual([...Object.keys(parsed).slice(0, -1), 'foreground', 'layers']);
    expect(withForeground.foreground).toEqual({ width: 3, height: 2, pixels: 2, link: 'box:0,0,1,2', data: [1, 0, 0, 1, 0, 0] });
    const [first, second] = withForeground.layers;
    const [f, b] = [mean([-3.5, Math.fround(-1.1)]), mean([-3.25, -4, Math.fround(-2.2), Math.fround(-3.3)])];
    expect(first).toMatchObject({
      foregroundMeanNats: expect.closeTo(f, 12) as number,
      backgroundMeanNats: expect.closeTo(b, 12) as number,
      concentrationNats: expect.closeTo(b - f, 12) as number,
      // Below -3.1875 - 0.5: one pixel of the background, none of the foreground.
      knowledgePoints: { thresholdNats: 0.5, inside: 0, outside: 1 },
    });
    expect(second).toMatchObject({ foregroundMeanNats: null, concentrationNats: null, knowledgePoints: null });
  });

  it('compares no attributions and nothing without a bound', () => {
    const mask = { width: 3, height: 2, inside: Uint8Array.from([1, 0, 0, 1, 0, 0]) };
    const first = layer('a', 1, 'converged', FIRST);
    const layers = [{ ...first, map: { ...first.map!, quantity: 'attribution' as const } }, layer('b', 2, 'unbounded', SECOND)];
    const written = JSON.parse(runToJson({ ...RECORD, layers, foreground: { mask, knowledgeThresholdNats: 0.5 } })) as typeof parsed;
    for (const { concentrationNats, knowledgePoints } of written.layers) expect([concentrationNats, knowledgePoints]).toEqual([null, null]);
  });

  it('is not fooled by ids that look like its own placeholders', () => {
    const tricky = { ...RECORD, layers: [layer('"data": "map 0"', 1, 'converged', FIRST)] };
    expect((JSON.parse(runToJson(tricky)) as typeof parsed).layers[0]!.id).toBe('"data": "map 0"');
  });
});

describe('runToCsv', () => {
  it('has one row a pixel and one column a layer with a map', () => {
    const lines = runToCsv(RECORD).split('\r\n');
    expect(lines[0]).toBe('row,column,a,c');
    expect(lines[1]).toBe('0,0,-3.5,0.5');
    expect(lines[6]).toBe(`1,2,${Math.fround(-3.3)},3`);
    expect(lines).toHaveLength(8);
    expect(lines[7]).toBe('');
  });

  it('quotes ids that need it', () => {
    const quoted = { ...RECORD, layers: [layer('b,"x"', 1, 'converged', FIRST)] };
    expect(runToCsv(quoted).split('\r\n')[0]).toBe('row,column,"b,""x"""');
  });
});

describe('runToNpy', () => {
  it('parses back by hand', () => {
    const bytes = runToNpy(RECORD);
    expect([...bytes.subarray(0, 8)]).toEqual([0x93, ...Buffer.from('NUMPY'), 1, 0]);
    const view = new DataView(bytes.buffer);
    const dataStart = 10 + view.getUint16(8, true);
    expect(dataStart % 64).toBe(0);
    const header = Buffer.from(bytes.subarray(10, dataStart)).toString('latin1');
    expect(header).toMatch(/^\{'descr': '<f4', 'fortran_order': False, 'shape': \(2, 2, 3\), \} *\n$/);
    const values = Array.from({ length: 12 }, (_, i) => view.getFloat32(dataStart + 4 * i, true));
    expect(values).toEqual([...FIRST, ...SECOND].map(Math.fround));
    expect(bytes.length).toBe(dataStart + 48);
  });

  it('is an empty array without maps', () => {
    expect(Buffer.from(runToNpy({ ...RECORD, layers: [] })).toString('latin1')).toContain("'shape': (0, 0, 0)");
  });
});

describe('exportFileName', () => {
  it.each([
    ['resnet20', 'ship.png', 'pixelsieve-resnet20-ship.json'],
    ['url:https://example.org/m/model.json', 'my photo (1).jpeg', 'pixelsieve-https-example.org-m-model.json-my-photo-1.json'],
    ['a/../b', '../../etc/passwd', 'pixelsieve-a-..-b-etc-passwd.json'],
    ['vgg', '猫.webp', 'pixelsieve-vgg-猫.json'],
    ['vgg', '???', 'pixelsieve-vgg-unnamed.json'],
  ])('%s, %s', (model, picture, expected) => {
    expect(exportFileName(model, picture, 'json')).toBe(expected);
  });

  it('stays short without cutting a character in two', () => {
    const name = exportFileName('m', '𠀀a'.repeat(100), 'csv');
    expect(name.length).toBeLessThan(160);
    expect(() => encodeURIComponent(name)).not.toThrow();
  });
});
