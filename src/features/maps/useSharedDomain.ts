import { useEffect } from 'react';
import { liveStore, readLive, writeLive } from '../../state/live';
import { selectShownMetric } from '../../state/selectors';
import { readApp, useApp } from '../../state/store';
import { createEasedDomain } from '../../views/easedDomain';
import { sharedDomain } from '../../views/sharedDomain';
import { readingNow } from '../../state/mapReading';
import { offsetOf } from '../../state/shownLayer';

const MEASURE_EVERY_MS = 240;

/** Keeps the one scale of all maps fitted to them, and lets it glide there. */
export function useSharedDomain(): void {
  useEffect(() => {
    const eased = createEasedDomain((domain) => writeLive({ domain }));
    let timer: ReturnType<typeof setTimeout> | null = null;
    const scaleNow = () => `${selectShownMetric(readApp())} ${readApp().view.quantity}`;
    let scale = scaleNow();

    function measure() {
      timer = null;
      const reading = readingNow();
      const maps = [...readLive().results.values()].flatMap(({ progress, map }) => {
        const offset = offsetOf(progress, reading);
        if (!map || offset === null) return [];
        const ends = [progress.p10Value, progress.p90Value, progress.uniformValue];
        return [{ values: map.values, offset, include: ends.flatMap((nats) => (nats === null ? [] : nats - offset)) }];
      });
      const domain = sharedDomain(maps, reading.domainShape);
      // Between two runs there is no map for a moment: the scale stays where it was.
      if (domain) eased.setTarget(domain, readApp().runStatus !== 'running');
    }

    const measureSoon = () => {
      timer ??= setTimeout(measure, readLive().domain ? MEASURE_EVERY_MS : 0);
    };
    const unsubscribeLive = liveStore.subscribe((live, before) => {
      if (live.results !== before.results) measureSoon();
    });
    const unsubscribeApp = useApp.subscribe(() => {
      if (scaleNow() === scale) return;
      scale = scaleNow();
      // Another quantity is another scale: gliding from one to the other would show numbers that mean nothing.
      eased.setTarget(null);
      measure();
    });
    measure();
    return () => {
      unsubscribeLive();
      unsubscribeApp();
      if (timer !== null) clearTimeout(timer);
      eased.destroy();
    };
  }, []);
}
