/** From a layer's result to what is drawn of it, on the absolute or the relative scale. */
import type { EntropyMap, LayerProgress } from '../../engine/protocol';
import type { LayerResult, PixelPosition } from '../../state/live';
import { isOver } from '../../state/runReducer';
import type { Quantity, ViewSettings } from '../../state/viewSettings';
import type { LookupTable } from '../../views/colourScale';
import { lookupTable } from '../../views/colourScale';
import { unsettledness } from '../../views/heatmap';
import type { CurvePoint } from '../../views/layerCurve';

/** What is subtracted from a map; null where a relative scale has no uniform entropy to stand on yet. */
export function offsetOf(progress: LayerProgress, quantity: Quantity): number | null {
  return quantity === 'relative' ? progress.uniformEntropyNats : 0;
}

export function tableOf(view: ViewSettings): LookupTable {
  return lookupTable(view.quantity === 'relative' ? 'diverging' : view.scheme);
}

export function heatmapPart(result: LayerResult | undefined, quantity: Quantity) {
  const offset = result ? offsetOf(result.progress, quantity) : null;
  const isMoving = result !== undefined && !isOver(result.progress.status) && result.progress.status !== 'measuring';
  return {
    map: offset === null ? null : (result?.map ?? null),
    offset: offset ?? 0,
    unsettled: isMoving ? unsettledness(result.progress.passes) : 0,
  };
}

export function valueAtPixel(map: EntropyMap, pixel: PixelPosition, width: number, height: number): number | null {
  const column = Math.floor((pixel.x * map.width) / width);
  const row = Math.floor((pixel.y * map.height) / height);
  return map.entropyNats[row * map.width + column] ?? null;
}

export function curvePoint(
  result: LayerResult,
  quantity: Quantity,
  pixel: PixelPosition | null,
  size: { readonly width: number; readonly height: number } | null,
): CurvePoint {
  const { progress, map } = result;
  const offset = offsetOf(progress, quantity);
  const shifted = (nats: number | null) => (nats === null || offset === null ? null : nats - offset);
  return {
    id: progress.layerId,
    mean: shifted(progress.meanEntropyNats),
    low: shifted(progress.entropyP10Nats),
    high: shifted(progress.entropyP90Nats),
    uniform: shifted(progress.uniformEntropyNats),
    isSettled: progress.status === 'converged',
    atPixel: map && pixel && size ? shifted(valueAtPixel(map, pixel, size.width, size.height)) : null,
  };
}
