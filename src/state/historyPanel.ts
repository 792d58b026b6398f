/** Whether the list of past runs is open. */
import { create } from 'zustand';

export const useHistoryPanel = create<{ readonly isOpen: boolean }>()(() => ({ isOpen: false }));

export function toggleHistory(isOpen = !useHistoryPanel.getState().isOpen): void {
  useHistoryPanel.setState({ isOpen });
}
