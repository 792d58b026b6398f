/** The presenter view: one layer large, for a classroom. */
import { create } from 'zustand';
import { setLinkExtra } from './linkExtras';
import { readLive } from './live';
import type { TableStates } from './shownLayer';
import { readApp } from './store';

export interface PresentState {
  readonly isOpen: boolean;
  /** null: the first of those on the table. */
  readonly layerId: string | null;
  readonly isBlack: boolean;
  /** What stays on screen while the run goes on. */
  readonly frozen: TableStates | null;
}

const CLOSED: PresentState = { isOpen: false, layerId: null, isBlack: false, frozen: null };
const KEY = 'present';
const VALUE = '1';

export const usePresent = create<PresentState>()(() => CLOSED);

/** Fills the screen where the browser lets it: it does so only when somebody has pressed something. */
export function openPresenter(layerId: string | null = null): void {
  usePresent.setState({ ...CLOSED, isOpen: true, layerId });
  setLinkExtra(KEY, VALUE);
  fillScreen();
}

/** `present=1` in the link. */
export function openPresenterOfLink(): void {
  if (readApp().linkRest.get(KEY) === VALUE) usePresent.setState({ ...CLOSED, isOpen: true });
}

export function closePresenter(): void {
  usePresent.setState(CLOSED);
  setLinkExtra(KEY, null);
  if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
}

export function fillScreen(): void {
  // Refused in frames that may not, and where nobody has pressed anything: the view is the same in a window.
  if (!document.fullscreenElement) void document.documentElement.requestFullscreen?.().catch(() => undefined);
}

export function toggleBlack(): void {
  usePresent.setState(({ isBlack }) => ({ isBlack: !isBlack }));
}

export function toggleFrozen(): void {
  usePresent.setState(({ frozen }) => ({ frozen: frozen ? null : { app: readApp(), live: readLive() } }));
}

/** False where nothing is presented. */
export function setPresentedLayer(layerId: string): boolean {
  if (!usePresent.getState().isOpen) return false;
  usePresent.setState({ layerId });
  return true;
}

/** Frozen, or as of now; the cross-hair is the speaker's hand and always moves. */
export function presentedStates(): TableStates {
  const { frozen } = usePresent.getState();
  const live = readLive();
  return frozen ? { app: frozen.app, live: { ...frozen.live, pixel: live.pixel, layerId: live.layerId } } : { app: readApp(), live };
}
