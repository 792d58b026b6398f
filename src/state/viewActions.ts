import { writeApp } from './store';
import type { ViewSettings } from './viewSettings';

export function setView(change: Partial<ViewSettings>): void {
  writeApp((state) => ({ view: { ...state.view, ...change } }));
}
