/** Reads small constants of a graph straight from its weight files, before any tensor exists. */
import type { ConstantReader } from './graphReceptiveField';
import type { ModelFiles } from './modelFiles';
import { specBytes } from './modelFiles';

/** Axes, sizes, means: nothing longer is asked for. */
const MOST_VALUES = 16;

export function constantReader({ weightSpecs, weightData }: ModelFiles): ConstantReader {
  const places = new Map<string, { offset: number; spec: (typeof weightSpecs)[number] }>();
  let offset = 0;
  for (const spec of weightSpecs) {
    places.set(spec.name, { offset, spec });
    const bytes = specBytes(spec);
    // Strings have no size of their own: what stands behind them cannot be found.
    if (bytes === null) break;
    offset += bytes;
  }
  return {
    shape: (name) => places.get(name)?.spec.shape ?? null,
    values(name) {
      const place = places.get(name);
      if (!place || place.spec.quantization) return null;
      const count = place.spec.shape.reduce((product, size) => product * size, 1);
      if (count > MOST_VALUES || (place.spec.dtype !== 'float32' && place.spec.dtype !== 'int32')) return null;
      const view = new DataView(weightData, place.offset, 4 * count);
      const read = place.spec.dtype === 'float32' ? (i: number) => view.getFloat32(4 * i, true) : (i: number) => view.getInt32(4 * i, true);
      return Array.from({ length: count }, (_, i) => read(i));
    },
  };
}
