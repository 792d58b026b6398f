/** What changes many times a second: results as they stream in, the pixel under the pointer, the shared scale. */
import { useEffect, useState } from 'react';
import { create } from 'zustand';
import type { LayerMap, LayerProgress, Reconstructions } from '../engine/protocol';
import type { RunTotals } from './runReducer';
import { NO_TOTALS } from './runReducer';

export interface LayerResult {
  readonly progress: LayerProgress;
  readonly map: LayerMap | null;
  /** What the layer's decoder paints; reconstruction uncertainty only. */
  readonly reconstructions: Reconstructions | null;
}

/** In pixels of the picture that the network sees. */
export interface PixelPosition {
  readonly x: number;
  readonly y: number;
}

export interface LiveState {
  readonly results: ReadonlyMap<string, LayerResult>;
  readonly totals: RunTotals;
  readonly pixel: PixelPosition | null;
  readonly layerId: string | null;
  /** The ends of the shared scale in nats, as drawn now (it glides to where the maps want it). */
  readonly domain: readonly [number, number] | null;
}

export const INITIAL_LIVE: LiveState = {
  results: new Map(),
  totals: NO_TOTALS,
  pixel: null,
  layerId: null,
  domain: null,
};

export const liveStore = create<LiveState>()(() => INITIAL_LIVE);
export const readLive = liveStore.getState;
export const writeLive = liveStore.setState;

export function pointAtPixel(pixel: PixelPosition | null): void {
  const now = readLive().pixel;
  if (now?.x !== pixel?.x || now?.y !== pixel?.y) writeLive({ pixel });
}

export function pointAtLayer(layerId: string | null): void {
  if (readLive().layerId !== layerId) writeLive({ layerId });
}

/** The stream's next change is awaited for so long before what came too early is read without it; what follows the pointer does not wait. */
const NEXT_CHANGE_MS = 100;

/**
 * For text that follows a stream: re-renders at most every `everyMs`, so that React stays out of the way of the run; and with
 * a change of the stream where it can, so that the page draws one frame for text and maps. `select` must be stable between renders.
 */
export function useLive<Selected>(select: (live: LiveState) => Selected, everyMs = 120): Selected {
  const [selected, setSelected] = useState(() => select(readLive()));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    let readAt = -Infinity;
    const read = () => {
      timer = null;
      readAt = performance.now();
      const value = select(readLive());
      setSelected(() => value);
    };
    read();
    const unsubscribe = liveStore.subscribe(() => {
      const early = readAt + everyMs - performance.now();
      if (early > 0) timer ??= setTimeout(read, early + (everyMs > NEXT_CHANGE_MS ? NEXT_CHANGE_MS : 0));
      else {
        if (timer !== null) clearTimeout(timer);
        read();
      }
    });
    return () => {
      unsubscribe();
      if (timer !== null) clearTimeout(timer);
    };
  }, [select, everyMs]);
  return selected;
}
