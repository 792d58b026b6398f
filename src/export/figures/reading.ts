/** How the maps of a figure are read: as they are on the page, or as whoever makes the figure says. */
import type { LayerRecord } from '../../records/runRecord';
import type { Domain, LookupTable } from '../../views/colourScale';
import type { DomainShape } from '../../views/sharedDomain';
import { sharedDomain } from '../../views/sharedDomain';
import type { ValueUnits } from '../../views/valueTicks';

export interface FigureReading {
  readonly symbol: string;
  /** Of the quantity, with its symbol: "Entropy H". */
  readonly name: string;
  readonly units: ValueUnits;
  /** Zero means something, and values stand on both sides of it. */
  readonly signed: boolean;
  /** What uniform noise gives is taken off every map. */
  readonly isRelative: boolean;
  readonly table: LookupTable;
  readonly lowWord: string;
  readonly highWord: string;
  /** Ends of the scale, in the units that maps are computed in, the offset of a relative scale already taken off. */
  readonly domain: Domain;
}

/** What is subtracted from a layer's map; null where a relative scale has no uniform value to stand on. */
export function figureOffset({ progress }: LayerRecord, { isRelative }: Pick<FigureReading, 'isRelative'>): number | null {
  return isRelative ? progress.uniformValue : 0;
}

/** The one scale of these layers, as the page fits it to its maps; null where none has a map. */
export function figureDomain(layers: readonly LayerRecord[], reading: Pick<FigureReading, 'isRelative'>, shape: DomainShape): Domain | null {
  const maps = layers.flatMap((layer) => {
    const offset = figureOffset(layer, reading);
    if (!layer.map || offset === null) return [];
    const { p10Value, p90Value, uniformValue } = layer.progress;
    return [{ values: layer.map.values, offset, include: [p10Value, p90Value, uniformValue].flatMap((value) => (value === null ? [] : [value - offset])) }];
  });
  return sharedDomain(maps, shape);
}
