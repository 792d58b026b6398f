import { useEffect, useRef } from 'react';
import type { HeatmapOptions } from '../views/heatmap';
import { createHeatmap } from '../views/heatmap';
import { attachPixelPointer } from '../views/pixelPointer';
import { pointAtPixel } from './live';
import { readApp } from './store';

/** A map of a run beside the table: mounted once, drawn anew after every render, pointed at like any other. */
export function useSmallHeatmap(options: HeatmapOptions) {
  const host = useRef<HTMLDivElement>(null);
  const heatmap = useRef<ReturnType<typeof createHeatmap> | null>(null);
  const newest = useRef(options);
  newest.current = options;
  useEffect(() => {
    if (!host.current) return;
    const created = createHeatmap(host.current, newest.current);
    heatmap.current = created;
    const detach = attachPixelPointer(host.current, { size: () => readApp().fitted?.picture ?? null, onPixel: pointAtPixel });
    return () => {
      detach();
      created.destroy();
    };
  }, []);
  useEffect(() => heatmap.current?.update(newest.current));
  return host;
}
