/** Keys of the link beside the run's own: which page of a lesson, whether the page presents. */
import { readApp, writeApp } from './store';

export function linkExtra(key: string): string | null {
  return readApp().linkRest.get(key) ?? null;
}

/** null takes the key out. */
export function setLinkExtra(key: string, value: string | null): void {
  if (linkExtra(key) === value) return;
  const linkRest = new Map(readApp().linkRest);
  if (value === null) linkRest.delete(key);
  else linkRest.set(key, value);
  writeApp({ linkRest });
}
