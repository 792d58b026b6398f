import { useEffect, useRef } from 'react';
import { useBoard } from '../../state/board/boardStore';
import { useBoardView } from '../../state/board/boardView';
import { useApp } from '../../state/store';

interface View<Options> {
  update(options: Options): void;
  destroy(): void;
}

/** Mounts a view once and updates it, outside React and once a frame at most, whenever the board, what is pointed at or a setting changes. */
export function useFactory<Options, Made extends View<Options>>(create: (host: HTMLElement) => Made, optionsNow: () => Options | null) {
  const host = useRef<HTMLDivElement>(null);
  const made = useRef<Made | null>(null);
  const newest = useRef({ create, optionsNow });
  const invalidate = useRef(() => {});
  newest.current = { create, optionsNow };
  useEffect(() => {
    if (!host.current) return;
    const view = newest.current.create(host.current);
    made.current = view;
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
    const unsubscribes = [useBoard, useBoardView, useApp].map((store) => (store.subscribe as (listener: () => void) => () => void)(() => invalidate.current()));
    return () => {
      for (const unsubscribe of unsubscribes) unsubscribe();
      cancelAnimationFrame(request);
      invalidate.current = () => {};
      made.current = null;
      view.destroy();
    };
  }, []);
  useEffect(() => invalidate.current());
  return { host, made };
}
