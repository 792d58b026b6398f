import type { BatchPicture } from '../../state/batch/batch';
import { keyIn } from '../../state/batch/batch';
import { batchStatus, removeFromBatch, runIn, useBatch } from '../../state/batch/batchStore';
import { useBoard } from '../../state/board/boardStore';
import { Icon } from '../../ui/Icon';
import { batchTexts as texts } from '../../ui/textsBatch';
import { pointAtPicture, usePointedPicture } from './pointedPicture';
import { useThumbnail } from './useThumbnail';

/** Every picture of the batch and how far it is. */
export function BatchPictures() {
  const batch = useBatch((state) => state.batch);
  if (!batch) return null;
  return (
    <ul className="batch-pictures" aria-label={texts.choose}>
      {batch.pictures.map((picture) => <BatchTile key={keyIn(picture)} picture={picture} />)}
    </ul>
  );
}

function BatchTile({ picture }: { picture: BatchPicture }) {
  const key = keyIn(picture);
  const state = useBatch();
  const run = useBoard(({ runs }) => (state.batch ? runIn(state.batch, picture, runs) : undefined));
  const isPointed = usePointedPicture((pointed) => pointed.key === key);
  const address = useThumbnail(picture.thumbnail);
  const status = batchStatus(state, picture, run);
  const failure = state.failures.get(key);
  const { passes = 0, passLimit = 0 } = run?.totals ?? {};
  const share = status === 'done' ? 1 : status === 'running' && passLimit > 0 ? Math.min(1, passes / passLimit) : 0;
  const { name } = picture.picture;
  return (
    <li
      className={`batch-tile is-${status}${isPointed ? ' is-pointed' : ''}`}
      data-testid="batch-tile" data-status={status} title={failure ?? name}
      onPointerEnter={() => pointAtPicture(key)} onPointerLeave={() => pointAtPicture(null)}
    >
      <button type="button" className="batch-tile-picture" aria-pressed={isPointed} aria-label={`${name}, ${texts.statuses[status]}`} onFocus={() => pointAtPicture(key)} onBlur={() => pointAtPicture(null)}>
        <img src={address} alt="" width="52" height="52" loading="lazy" />
      </button>
      <span className="batch-tile-words">
        <span className="batch-tile-name">{name}</span>
        <small>{failure ?? (status === 'running' && share > 0 ? texts.picturePasses(share) : texts.statuses[status])}</small>
        <span className="batch-tile-track" aria-hidden="true"><i style={{ transform: `scaleX(${share})` }} /></span>
      </span>
      <button type="button" className="quiet batch-tile-remove" aria-label={texts.remove(name)} onClick={() => removeFromBatch(key)}>
        <Icon name="close" />
      </button>
    </li>
  );
}
