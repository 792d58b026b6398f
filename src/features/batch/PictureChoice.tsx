import type { BatchPicture } from '../../state/batch/batch';
import { useThumbnail } from './useThumbnail';

interface PictureChoiceProps {
  readonly picture: BatchPicture;
  readonly isChosen: boolean;
  readonly onToggle: () => void;
}

export function PictureChoice({ picture, isChosen, onToggle }: PictureChoiceProps) {
  const address = useThumbnail(picture.thumbnail);
  const { name } = picture.picture;
  return (
    <li>
      <label className={`batch-choice${isChosen ? ' is-chosen' : ''}`} title={name}>
        <input type="checkbox" className="visually-hidden" checked={isChosen} data-testid="batch-choice" onChange={onToggle} />
        <img src={address} alt="" width="84" height="84" loading="lazy" />
        <span className="batch-choice-name">{name}</span>
      </label>
    </li>
  );
}
