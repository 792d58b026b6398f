/** What a screen reader is told of a change that others see. */
import { create } from 'zustand';

export const useAnnouncement = create<{ readonly text: string }>()(() => ({ text: '' }));

export function announce(text: string): void {
  useAnnouncement.setState({ text });
}
