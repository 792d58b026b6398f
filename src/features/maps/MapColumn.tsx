import { useCallback, useEffect, useId, useRef } from 'react';
import type { LayerInfo } from '../../engine/protocol';
import type { LiveState } from '../../state/live';
import { liveStore, pointAtLayer, pointAtPixel, readLive, useLive } from '../../state/live';
import { readApp, useApp } from '../../state/store';
import { setView } from '../../state/viewActions';
import { StatusMark } from '../../ui/StatusMark';
import { layerStatusTexts, mapLabel } from '../../ui/texts';
import { mapTexts } from '../../ui/textsMaps';
import { createHeatmap } from '../../views/heatmap';
import { attachPixelPointer } from '../../views/pixelPointer';
import { writeValue } from '../../views/valueTicks';
import { CompareMap } from './CompareMap';
import { walkPixel } from '../../state/pixelWalk';
import { ForegroundOnMap } from './ForegroundOnMap';
import { MapFigures } from './MapFigures';
import { readingNow } from '../../state/mapReading';
import { ReconstructionPrints } from './ReconstructionPrints';
import { heatmapPart } from '../../state/shownLayer';
import { useMapReading } from '../../state/useMapReading';
import { isVeiled, seenResult, useVeil } from '../../state/veil';
import { useMapWords } from './useMapWords';

/** The title without the stage, which the ruler says already. */
export function shortTitle(layer: LayerInfo): string {
  const rest = layer.title.startsWith(layer.stage) ? layer.title.slice(layer.stage.length).replace(/^[\s·:,–-]+/, '') : '';
  const title = rest || layer.title;
  return title.charAt(0).toUpperCase() + title.slice(1);
}

function optionsNow(layerId: string) {
  return { picture: readApp().fitted?.picture ?? null, ...heatmapPart(seenResult(readLive().results.get(layerId)), readingNow()) };
}

/** Draws without React: results come tens of times a second. */
function useHeatmap(layerId: string) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!host.current) return;
    let drawn = seenResult(readLive().results.get(layerId));
    const heatmap = createHeatmap(host.current, optionsNow(layerId));
    const detach = attachPixelPointer(host.current, {
      size: () => readApp().fitted?.picture ?? null,
      onPixel: pointAtPixel,
    });
    const unsubscribeLive = liveStore.subscribe((live, before) => {
      const next = seenResult(live.results.get(layerId));
      if (live.domain === before.domain && next === drawn) return;
      drawn = next;
      heatmap.update(optionsNow(layerId));
    });
    const unsubscribeApp = useApp.subscribe((state, before) => {
      if (state.view !== before.view || state.fitted !== before.fitted || state.shownRun !== before.shownRun) heatmap.update(optionsNow(layerId));
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

interface MapColumnProps {
  readonly layer: LayerInfo;
  /** Width of the map, pixels. */
  readonly size: number;
  readonly aspect: number;
  /** Whether what the decoder paints stands below the map. */
  readonly hasPrints: boolean;
}

export function MapColumn({ layer, size, aspect, hasPrints }: MapColumnProps) {
  const host = useHeatmap(layer.id);
  const progress = useLive(useCallback((live: LiveState) => seenResult(live.results.get(layer.id))?.progress ?? null, [layer.id]));
  const isPointed = useLive(useCallback((live: LiveState) => live.layerId === layer.id, [layer.id]), 30);
  const reading = useMapReading();
  const veiled = useVeil((state) => isVeiled(layer.id, state));
  const words = useMapWords(layer.id);
  const wordsId = useId();
  const status = progress?.status ?? 'queued';
  const mean = progress?.meanValue ?? null;
  const meanText = mean === null ? mapTexts.notKnown : writeValue(mean, reading.units);
  return (
    <div
      className={`column is-${status}${isPointed ? ' is-pointed' : ''}${veiled ? ' is-veiled' : ''}`}
      onPointerEnter={() => pointAtLayer(layer.id)}
      onPointerLeave={() => pointAtLayer(null)}
    >
      <div className="column-title" title={layer.title}>
        <span className="column-depth">{layer.depth}</span>
        <span className="column-name">{shortTitle(layer)}</span>
        <CompareMap layerId={layer.id} title={layer.title} />
      </div>
      <button
        type="button"
        className="map-button"
        data-testid={`map-${layer.id}`}
        data-status={status}
        style={{ width: size, height: size * aspect }}
        aria-label={mapLabel(reading.name, layer.title, meanText, layerStatusTexts[status])}
        onClick={() => setView({ largeLayerId: layer.id })}
        aria-describedby={wordsId}
        onFocus={() => pointAtLayer(layer.id)}
        onKeyDown={(event) => walkPixel(event, layer.id) && event.preventDefault()}
        onBlur={() => pointAtPixel(null)}
      >
        <div className="heatmap" ref={host}>
          <ForegroundOnMap layerId={layer.id} />
          <i className="crosshair" />
        </div>
      </button>
      <p className="visually-hidden" id={wordsId}>
        {words}
      </p>
      {hasPrints && <ReconstructionPrints layerId={layer.id} noisyCount={1} />}
      <div className="column-figures">
        <StatusMark status={status} />
        <MapFigures layerId={layer.id} progress={progress} reading={reading} />
      </div>
    </div>
  );
}
