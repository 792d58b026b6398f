/** Which of the dialogs that save something is open. */
import { create } from 'zustand';
import type { FigureKind } from '../export/figures/figure';

export interface FigureWanted {
  readonly kind: FigureKind;
  /** Of a map; null for the last. */
  readonly layerId: string | null;
  /** Of the board: this pane alone; null for all. */
  readonly paneId: string | null;
}

export interface ExportDialogs {
  readonly isSessionOpen: boolean;
  readonly figure: FigureWanted | null;
}

export const useExportDialogs = create<ExportDialogs>()(() => ({ isSessionOpen: false, figure: null }));

export function openSessionDialog(): void {
  useExportDialogs.setState({ isSessionOpen: true });
}

export function openFigureDialog(kind: FigureKind, { layerId = null, paneId = null }: Partial<Omit<FigureWanted, 'kind'>> = {}): void {
  useExportDialogs.setState({ figure: { kind, layerId, paneId } });
}

export function closeExportDialogs(): void {
  useExportDialogs.setState({ isSessionOpen: false, figure: null });
}
