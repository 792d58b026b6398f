/** The crop tool: whether it is out, and the window while it is being moved. What has settled is in the picture on the table. */
import { create } from 'zustand';
import type { CropWindow } from '../core/cropWindow';
import { windowOfCrop } from '../core/cropWindow';
import type { FittedPicture } from '../pictures/fitToNetwork';
import { writeForegroundTools } from './foregroundTools';
import { cropTo, fitThrough } from './pictures';
import type { AppState } from './store';
import { tell } from './store';

export interface CropState {
  readonly isOpen: boolean;
  /** null while nothing is being moved. */
  readonly draft: CropWindow | null;
  /** What the network would see through the draft. */
  readonly preview: FittedPicture | null;
}

export const useCrop = create<CropState>()(() => ({ isOpen: false, draft: null, preview: null }));

/** Memoise by its arguments: it makes a new object every time. */
export function shownWindow(picture: AppState['picture'], fitted: AppState['fitted'], draft: CropWindow | null): CropWindow | null {
  if (draft || !picture || !fitted) return draft;
  return windowOfCrop(fitted.crop, picture.opened);
}

export function openCrop(): void {
  writeForegroundTools({ isEditing: false });
  useCrop.setState({ isOpen: true, draft: null, preview: null });
}

export function closeCrop(): void {
  useCrop.setState({ isOpen: false });
}

let isFitting = false;

/** Shows what the network would see, as fast as it can be cut; the newest window wins. */
export async function moveCrop(draft: CropWindow): Promise<void> {
  useCrop.setState({ draft });
  if (isFitting) return;
  isFitting = true;
  try {
    for (let fittedTo: CropWindow | null = null; ; ) {
      const wanted: CropWindow | null = useCrop.getState().draft;
      if (!wanted || wanted === fittedTo) return;
      fittedTo = wanted;
      const preview = await fitThrough(wanted);
      if (useCrop.getState().draft) useCrop.setState({ preview });
    }
  } catch {
    // Settling fails for the same reason and says it.
  } finally {
    isFitting = false;
  }
}

/** The network sees through this window from now on; null is the centre. */
export async function settleCrop(window: CropWindow | null): Promise<void> {
  const { draft } = useCrop.getState();
  try {
    await cropTo(window);
  } catch (error) {
    tell('error', 'picture', error instanceof Error ? error.message : String(error));
  }
  // Unless the next gesture has begun.
  if (useCrop.getState().draft === draft) useCrop.setState({ draft: null, preview: null });
}

/** All of the picture, as far as the network's shape allows it: the centre, or everything where the shape is free. */
export function resetCrop(): Promise<void> {
  return settleCrop(null);
}

