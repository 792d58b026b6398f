import type { RefObject } from 'react';
import { useEffect } from 'react';
import { liveStore, readLive } from '../../state/live';
import { readApp } from '../../state/store';

/**
 * The same pixel in the picture and in every map, by custom properties on the element that holds them all: one write
 * moves every cross-hair.
 */
export function useCrosshair(root: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const place = () => {
      const holder = root.current?.closest<HTMLElement>('[data-crosshairs]');
      const { pixel } = readLive();
      const size = readApp().fitted?.picture;
      if (!holder) return;
      holder.dataset['crosshairs'] = pixel && size ? 'on' : 'off';
      if (!pixel || !size) return;
      holder.style.setProperty('--cross-x', `${(100 * pixel.x) / size.width}%`);
      holder.style.setProperty('--cross-y', `${(100 * pixel.y) / size.height}%`);
      holder.style.setProperty('--cross-w', `${100 / size.width}%`);
      holder.style.setProperty('--cross-h', `${100 / size.height}%`);
    };
    place();
    return liveStore.subscribe((live, before) => {
      if (live.pixel !== before.pixel) place();
    });
  }, [root]);
}
