/** The run's maps as a NumPy array file, format 1.0 (numpy.lib.format): `numpy.load` gives layers x height x width. */
import { layersWithMap, mapSize } from './layersWithMap';
import type { RunRecord } from '../records/runRecord';

const MAGIC_AND_VERSION = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0];
const ALIGNMENT = 64;

/** float32, little-endian, C order, entropies in nats; layers without a map are left out. */
export function runToNpy(record: RunRecord): Uint8Array<ArrayBuffer> {
  const layers = layersWithMap(record);
  const { width, height } = mapSize(layers);
  const header = npyHeader([layers.length, height, width]);
  const bytes = new Uint8Array(header.length + layers.length * height * width * 4);
  bytes.set(header);
  const view = new DataView(bytes.buffer);
  let offset = header.length;
  for (const { map } of layers) {
    for (const value of map.values) {
      view.setFloat32(offset, value, true);
      offset += 4;
    }
  }
  return bytes;
}

/** The dictionary is padded with spaces and ended by a line feed so that the data begins at a multiple of 64. */
function npyHeader(shape: readonly number[]): Uint8Array {
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`;
  const before = MAGIC_AND_VERSION.length + 2;
  const total = Math.ceil((before + dictionary.length + 1) / ALIGNMENT) * ALIGNMENT;
  const text = `${dictionary.padEnd(total - before - 1)}\n`;
  const length = total - before;
  return Uint8Array.from([...MAGIC_AND_VERSION, length & 255, length >> 8, ...new TextEncoder().encode(text)]);
}
