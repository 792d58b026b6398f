/** Keys that work wherever the focus is, and whether single ones do: whoever speaks to the machine may not want them. */
import { create } from 'zustand';
import { startRun } from './runs';

const KEY = 'pixelsieve.singleKeys';

function remembered(): boolean {
  try {
    return localStorage.getItem(KEY) !== 'off';
  } catch {
    // Storage may be forbidden.
    return true;
  }
}

export interface Shortcuts {
  readonly isListOpen: boolean;
  readonly areSingleKeysOn: boolean;
}

export const useShortcuts = create<Shortcuts>()(() => ({ isListOpen: false, areSingleKeysOn: true }));

export const openKeyList = () => useShortcuts.setState({ isListOpen: true });
export const closeKeyList = () => useShortcuts.setState({ isListOpen: false });

export function allowSingleKeys(areSingleKeysOn: boolean): void {
  useShortcuts.setState({ areSingleKeysOn });
  try {
    localStorage.setItem(KEY, areSingleKeysOn ? 'on' : 'off');
  } catch {
    // As above: then they are on again on the next visit.
  }
}

const WRITTEN_IN = 'input:not([type="checkbox"], [type="radio"], [type="range"]), textarea, select, [contenteditable="true"]';

/** Called once. Not while somebody writes, or a dialog has the keys. */
export function followShortcuts(): void {
  useShortcuts.setState({ areSingleKeysOn: remembered() });
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (!useShortcuts.getState().areSingleKeysOn || document.querySelector('dialog[open]')) return;
    if (event.target instanceof Element && event.target.matches(WRITTEN_IN)) return;
    if (event.key === '?') openKeyList();
    else if (event.key === 'r' || event.key === 'R') startRun();
  });
}
