/** The colours that the viewer reads best are a habit as well; a link may bring others, which are not kept. */
import type { ColourScheme } from '../core/colourSchemes';
import { DEFAULT_SCHEME, isColourScheme } from '../core/colourSchemes';
import { setView } from './viewActions';

const KEY = 'pixelsieve.colours';

export function rememberedScheme(): ColourScheme {
  try {
    const stored = localStorage.getItem(KEY) ?? '';
    return isColourScheme(stored) ? stored : DEFAULT_SCHEME;
  } catch {
    // Storage may be forbidden.
    return DEFAULT_SCHEME;
  }
}

export function chooseScheme(scheme: ColourScheme): void {
  setView({ scheme });
  try {
    localStorage.setItem(KEY, scheme);
  } catch {
    // As above: then it is chosen anew each time.
  }
}
