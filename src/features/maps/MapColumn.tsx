import { useCallback, useEffect, useRef } from 'react';
import type { LayerInfo } from '../../engine/protocol';
import type { LiveState } from '../../state/live';
import { liveStore, pointAtLayer, pointAtPixel, readLive, useLive } from '../../state/live';
import { readApp, useApp } from '../../state/store';
import { setView } from '../../state/viewActions';
import { StatusMark } from '../../ui/StatusMark';
import { layerStatusTexts, mapLabel } from '../../ui/texts';
import { createHeatmap } from '../../views/heatmap';
import { attachPixelPointer } from '../../views/pixelPointer';
import { formatEntropy } from '../../views/valueTicks';
import { MapFigures } from './MapFigures';
import { heatmapPart, tableOf } from './shownLayer';

/** The title without the stage, which the ruler says already. */
export function shortTitle(layer: LayerInfo): string {
  const rest = layer.title.startsWith(layer.stage) ? layer.title.slice(layer.stage.length).replace(/^[\s·:,–-]+/, '') : '';
  const title = rest || layer.title;
  return title.charAt(0).toUpperCase() + title.slice(1);
}

function optionsNow(layerId: string) {
  const { view, fitted } = readApp();
  const { results, domain } = readLive();
  return { picture: fitted?.picture ?? null, table: tableOf(view), domain, ...heatmapPart(results.get(layerId), view.quantity) };
}

/** Draws without React: results come tens of times a second. */
function useHeatmap(layerId: string) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!host.current) return;
    const heatmap = createHeatmap(host.current, optionsNow(layerId));
    const detach = attachPixelPointer(host.current, {
      size: () => readApp().fitted?.picture ?? null,
      onPixel: pointAtPixel,
    });
    const unsubscribeLive = liveStore.subscribe((live, before) => {
      if (live.domain !== before.domain || live.results.get(layerId) !== before.results.get(layerId)) heatmap.update(optionsNow(layerId));
    });
    const unsubscribeApp = useApp.subscribe((state, before) => {
      if (state.view !== before.view || state.fitted !== before.fitted) heatmap.update(optionsNow(layerId));
    });
    return () => {
      unsubscribeLive();
      unsubscribeApp();
      detach();
      heatmap.destroy();
    };
  }, [layerId]);
  return host;
}

export function MapColumn({ layer, size, aspect }: { layer: LayerInfo; size: number; aspect: number }) {
  const host = useHeatmap(layer.id);
  const progress = useLive(useCallback((live: LiveState) => live.results.get(layer.id)?.progress ?? null, [layer.id]));
  const isPointed = useLive(useCallback((live: LiveState) => live.layerId === layer.id, [layer.id]), 30);
  const units = useApp((state) => state.view.units);
  const quantity = useApp((state) => state.view.quantity);
  const status = progress?.status ?? 'queued';
  const mean = progress?.meanEntropyNats ?? null;
  const meanText = mean === null ? 'not known yet' : `${formatEntropy(mean, units)} ${units}`;
  return (
    <div
      className={`column is-${status}${isPointed ? ' is-pointed' : ''}`}
      onPointerEnter={() => pointAtLayer(layer.id)}
      onPointerLeave={() => pointAtLayer(null)}
    >
      <div className="column-title" title={layer.title}>
        <span className="column-depth">{layer.depth}</span>
        <span className="column-name">{shortTitle(layer)}</span>
      </div>
      <button
        type="button"
        className="map-button"
        data-testid={`map-${layer.id}`}
        data-status={status}
        style={{ width: size, height: size * aspect }}
        aria-label={mapLabel(layer.title, meanText, layerStatusTexts[status])}
        onClick={() => setView({ largeLayerId: layer.id })}
        onFocus={() => pointAtLayer(layer.id)}
      >
        <div className="heatmap" ref={host} role="img" aria-label={`${layer.title}, mean entropy ${meanText}`}>
          <i className="crosshair" />
        </div>
      </button>
      <div className="column-figures">
        <StatusMark status={status} />
        <MapFigures progress={progress} quantity={quantity} units={units} />
      </div>
    </div>
  );
}
