import { useEffect, useRef } from 'react';
import type { LiveState } from './live';
import { liveStore } from './live';
import { useApp } from './store';

interface View<Options> {
  update(options: Options): void;
  destroy(): void;
}

/**
 * Mounts a view once and updates it, outside React and once a frame at most, whenever the choices or what it `reads` of
 * the live state change, and after every render.
 */
export function useView<Options>(
  create: (host: HTMLElement) => View<Options>,
  optionsNow: () => Options | null,
  reads: readonly (keyof LiveState)[] = ['results', 'domain', 'pixel', 'layerId'],
) {
  const host = useRef<HTMLDivElement>(null);
  const newest = useRef({ create, optionsNow, reads });
  const invalidate = useRef(() => {});
  newest.current = { create, optionsNow, reads };
  useEffect(() => {
    if (!host.current) return;
    const view = newest.current.create(host.current);
    let request = 0;
    const draw = () => {
      request = 0;
      const options = newest.current.optionsNow();
      if (options) view.update(options);
    };
    invalidate.current = () => {
      if (request === 0) request = requestAnimationFrame(draw);
    };
    draw();
    const unsubscribes = [
      liveStore.subscribe((live, before) => {
        if (newest.current.reads.some((key) => live[key] !== before[key])) invalidate.current();
      }),
      useApp.subscribe(() => invalidate.current()),
    ];
    return () => {
      for (const unsubscribe of unsubscribes) unsubscribe();
      cancelAnimationFrame(request);
      invalidate.current = () => {};
      view.destroy();
    };
  }, []);
  // Renders are rare and drawing is once a frame: cheaper than knowing what the options were made from.
  useEffect(() => invalidate.current());
  return host;
}
