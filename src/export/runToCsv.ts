/** The run's maps as a table: one row a pixel of the grid, one column a layer, entropies in nats. */
import { layersWithMap, mapSize } from './layersWithMap';
import type { RunRecord } from '../records/runRecord';

/** Layers without a map are left out. Lines end as RFC 4180 says. */
export function runToCsv(record: RunRecord): string {
  const layers = layersWithMap(record);
  const { width, height } = mapSize(layers);
  const lines = [['row', 'column', ...layers.map(({ info }) => quoteField(info.id))].join(',')];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const values = layers.map(({ map }) => map.values[row * width + column]!);
      lines.push([row, column, ...values].join(','));
    }
  }
  return `${lines.join('\r\n')}\r\n`;
}

function quoteField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
