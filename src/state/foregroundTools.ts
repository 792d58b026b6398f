/** How the foreground is being drawn. */
import { create } from 'zustand';
import type { MaskCombination } from '../core/mask';

export type ForegroundTool = 'box' | 'brush' | 'lasso';

export interface ForegroundTools {
  readonly isEditing: boolean;
  readonly tool: ForegroundTool;
  /** A brush has nothing to replace: it adds then. */
  readonly combination: MaskCombination;
  /** Pixels of what the network sees. */
  readonly brushDiameter: number;
}

const INITIAL_TOOLS: ForegroundTools = { isEditing: false, tool: 'box', combination: 'replace', brushDiameter: 4 };

export const useForegroundTools = create<ForegroundTools>()(() => INITIAL_TOOLS);
export const writeForegroundTools = useForegroundTools.setState;
