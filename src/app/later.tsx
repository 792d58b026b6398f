import type { ComponentType } from 'react';
import { useEffect, useState } from 'react';
import { tell } from '../state/store';
import { partMissing } from '../ui/textsFrame';

/**
 * A part of the page that is fetched when it is first wanted: a dialog, a drawer, a lesson. Mount it only while it is wanted.
 * Until it has come nothing stands there; where it cannot be fetched the page says so, and the next opening tries again.
 */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let known: ComponentType<Props> | null = null;
  return function Later(props: Props) {
    const [Part, setPart] = useState<ComponentType<Props> | null>(() => known);
    useEffect(() => {
      if (known) return;
      let isWanted = true;
      load().then(
        (part) => {
          known = part;
          if (isWanted) setPart(() => part);
        },
        (error: unknown) => tell('error', 'part', partMissing(error instanceof Error ? error.message : String(error))),
      );
      return () => {
        isWanted = false;
      };
    }, []);
    return Part ? <Part {...props} /> : null;
  };
}
