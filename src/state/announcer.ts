/** What is said to whoever listens instead of looking: politely, once, the newest last thing only. */
import { create } from 'zustand';
import { runWords } from '../ui/textsRuns';
import { liveStore } from './live';
import { countLayers } from './selectors';
import { useApp } from './store';

export const useAnnouncer = create<{ readonly said: string }>()(() => ({ said: '' }));

let timer: ReturnType<typeof setTimeout> | null = null;

/** After a pause, so that keys held down are not read out one by one. */
export function say(words: string, afterMs = 0): void {
  if (timer !== null) clearTimeout(timer);
  timer = setTimeout(() => useAnnouncer.setState({ said: words }), afterMs);
}

/** A run that was stopped by the next one, as while a slider is dragged, has not ended. */
const RUN_PAUSE_MS = 400;

/** Called once: a run says that it has begun, and how it ended. */
export function followRunWords(): void {
  useApp.subscribe(({ runStatus }, before) => {
    if (runStatus === before.runStatus || runStatus === 'idle') return;
    const { settled, layers } = countLayers(liveStore.getState());
    say(runWords(runStatus, settled, layers), RUN_PAUSE_MS);
  });
}
