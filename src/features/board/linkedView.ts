/** The view that all maps of the board share, from and to what one network sees of the picture. */
import { placeInPicture, placeInSeen } from '../../records/picturePlace';
import type { RunRecord } from '../../records/runRecord';
import { WHOLE_VIEW } from '../../state/board/boardView';
import type { LinkedView } from '../../views/largeMap';

export function viewInPicture(record: RunRecord | null, view: LinkedView): LinkedView {
  return record ? { ...view, ...placeInPicture(record, view) } : view;
}

export function viewInSeen(record: RunRecord | null, view: LinkedView): LinkedView {
  return record && view.scale > 1 ? { ...view, ...placeInSeen(record, view) } : { ...WHOLE_VIEW, scale: view.scale };
}
