import { describe, expect, it } from 'vitest';
import { RECORD } from '../testing/runRecords';
import type { PastRunInfo } from './pastRun';
import { pastRunInfo, recordBytes } from './pastRun';
import { roomFor } from './pastRunRoom';
import type { RunRecord } from './runRecord';

const info = (id: string, change: Partial<PastRunInfo> = {}): PastRunInfo => ({ ...pastRunInfo(RECORD, id), key: id, bytes: 10, createdAt: `2026-11-${id}`, ...change });
const bounds = { runs: 3, bytes: 100 };

describe('roomFor', () => {
  it('lets the oldest go, by the run’s own date, where there are too many', () => {
    const kept = [info('03'), info('01'), info('02')];
    expect(roomFor(info('04'), kept, bounds)).toEqual({ isKept: true, repeated: [], oldest: ['01'] });
  });

  it('lets as many go as the bytes need', () => {
    expect(roomFor(info('04', { bytes: 75 }), [info('01'), info('02')], bounds)).toEqual({ isKept: true, repeated: [], oldest: [] });
    expect(roomFor(info('04', { bytes: 85 }), [info('01'), info('02')], bounds).oldest).toEqual(['01']);
    expect(roomFor(info('04', { bytes: 95 }), [info('01'), info('02')], bounds).oldest).toEqual(['01', '02']);
  });

  it('keeps what has a name, and does not keep what then finds no room', () => {
    const named = (id: string) => info(id, { name: 'mine' });
    expect(roomFor(info('04'), [named('01'), info('02'), named('03')], bounds).oldest).toEqual(['02']);
    expect(roomFor(info('04'), [named('01'), named('02'), named('03')], bounds)).toEqual({ isKept: false, repeated: [], oldest: [] });
    expect(roomFor(info('04', { bytes: 101 }), [info('01')], bounds).isKept).toBe(false);
  });

  it('puts a run that was computed again in the place of the one before, unless that has a name', () => {
    const again = { key: 'same', layerIds: ['a'] };
    const kept = [info('01', again), info('02', { key: 'same', layerIds: ['a', 'b'] }), info('03')];
    expect(roomFor(info('04', again), kept, bounds)).toEqual({ isKept: true, repeated: ['01'], oldest: [] });
    expect(roomFor(info('04', again), [info('01', { ...again, name: 'mine' })], bounds).isKept).toBe(false);
  });
});

describe('pastRunInfo', () => {
  const seen = { width: 3, height: 2, rgb: Float32Array.from({ length: 18 }, (_, i) => i / 17) };
  const record: RunRecord = { ...RECORD, picture: { ...RECORD.picture, seen } };

  it('counts the bytes of all numbers', () => {
    // Two maps of six single-precision numbers, and eighteen for the picture.
    expect(recordBytes(record)).toBe(2 * 6 * 4 + 18 * 4);
  });

  it('has the maps, small, in the order of the network, and the mean gain', () => {
    const { strip, meanGainNats, layerIds } = pastRunInfo(record, 'x');
    expect(strip.maps.map(({ width, height, values }) => [width, height, values])).toEqual(
      record.layers.flatMap(({ map }) => (map ? [[3, 2, map.values]] : [])),
    );
    expect(strip.picture?.rgb).toEqual(Uint8Array.from(seen.rgb, (value) => Math.round(255 * value)));
    expect(meanGainNats).toBeCloseTo(0.14, 12);
    expect(layerIds).toEqual(['a', 'c']);
  });

  it('makes a large map small by the means of its blocks', () => {
    const values = Float32Array.from({ length: 40 * 40 }, (_, i) => (i % 40) + 100 * Math.floor(i / 40));
    const layers = record.layers.map((layer) => ({ ...layer, map: { width: 40, height: 40, quantity: 'entropyNats' as const, values } }));
    const [map] = pastRunInfo({ ...record, layers }, 'x').strip.maps;
    expect([map!.width, map!.height]).toEqual([20, 20]);
    // Blocks of 2 x 2: columns 2 x and 2 x + 1, rows likewise.
    expect(map!.values[0]).toBeCloseTo(50.5, 5);
    expect(map!.values[3 * 20 + 7]).toBeCloseTo(14.5 + 650, 3);
  });
});
