/** A record on the table may lack what a run needs: its network, or the pixels of its picture. */
import { recordTexts } from '../ui/textsRecords';
import type { AppState } from './store';

/** A sentence with the remedy; null where nothing is missing, or it is still coming. */
export function missingForRun({ model, modelLoading, picture }: AppState): string | null {
  if (picture?.isMissing) return recordTexts.pictureMissing(picture.opened.name);
  if (model && !model.loaded && model.isRecorded && modelLoading === null) return recordTexts.networkMissing(model.card.title);
  return null;
}
