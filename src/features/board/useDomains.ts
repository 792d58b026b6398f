import { useEffect } from 'react';
import { readBoard, useBoard } from '../../state/board/boardStore';
import { useBoardView, writeBoardView } from '../../state/board/boardView';
import { groupDomain, scaleGroups } from '../../state/board/paneReading';
import { boardStatus } from '../../state/board/queueHandle';
import { readApp, useApp } from '../../state/store';
import type { EasedDomain } from '../../views/easedDomain';
import { createEasedDomain } from '../../views/easedDomain';

const MEASURE_EVERY_MS = 240;

/** Keeps the scale of every group of panes fitted to its maps, and lets it glide there. */
export function useDomains(): void {
  useEffect(() => {
    const eased = new Map<string, { readonly domain: EasedDomain; readonly isRelative: boolean }>();
    let timer: ReturnType<typeof setTimeout> | null = null;
    const write = (key: string, domain: readonly [number, number] | null) =>
      writeBoardView(({ domains }) => ({ domains: new Map(domains).set(key, domain) }));

    function measure() {
      timer = null;
      const groups = scaleGroups(readBoard(), readApp().view);
      for (const key of eased.keys()) {
        if (groups.some((group) => group.key === key)) continue;
        eased.get(key)!.domain.destroy();
        eased.delete(key);
        write(key, null);
      }
      for (const group of groups) {
        const { isRelative } = group.reading;
        let own = eased.get(group.key);
        if (!own) eased.set(group.key, (own = { domain: createEasedDomain((domain) => write(group.key, domain)), isRelative }));
        // Another quantity is no place to glide from.
        if (own.isRelative !== isRelative) {
          own.domain.setTarget(null);
          eased.set(group.key, { ...own, isRelative });
        }
        own.domain.setTarget(groupDomain(readBoard(), group), boardStatus(readBoard()) !== 'running');
      }
    }

    const soon = () => (timer ??= setTimeout(measure, MEASURE_EVERY_MS));
    measure();
    const unsubscribes = [
      useBoard.subscribe(soon),
      useApp.subscribe((state, before) => {
        if (state.view.quantity !== before.view.quantity) measure();
      }),
    ];
    return () => {
      for (const unsubscribe of unsubscribes) unsubscribe();
      if (timer !== null) clearTimeout(timer);
      for (const { domain } of eased.values()) domain.destroy();
      useBoardView.setState({ domains: new Map() });
    };
  }, []);
}
