/** Which of the dialogs that save something is open. */
import { create } from 'zustand';
import type { FigureKind } from '../export/figures/figure';

export interface FigureWanted {
  readonly kind: FigureKind;
  /** Of a map; null for the first. */
  readonly layerId: string | null;
}

export interface ExportDialogs {
  readonly isSessionOpen: boolean;
  readonly figure: FigureWanted | null;
}

export const useExportDialogs = create<ExportDialogs>()(() => ({ isSessionOpen: false, figure: null }));

export function openSessionDialog(): void {
  useExportDialogs.setState({ isSessionOpen: true });
}

export function openFigureDialog(kind: FigureKind, layerId: string | null = null): void {
  useExportDialogs.setState({ figure: { kind, layerId } });
}

export function closeExportDialogs(): void {
  useExportDialogs.setState({ isSessionOpen: false, figure: null });
}
