/** The frame's lightness is a habit of the viewer, not part of a run: kept in the browser, not in the link. */
import type { Theme } from './viewSettings';

const KEY = 'pixelsieve.theme';

export function rememberedTheme(): Theme {
  try {
    const stored = localStorage.getItem(KEY);
    return stored === 'light' || stored === 'dark' ? stored : 'system';
  } catch {
    // Storage may be forbidden.
    return 'system';
  }
}

export function rememberTheme(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // As above: then it is chosen anew each time.
  }
}
