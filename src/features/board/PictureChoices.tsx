import type { BoardPicture } from '../../state/board/subject';
import { pictureKey } from '../../state/board/subject';
import { useApp } from '../../state/store';
import { useTray } from '../../state/tray';

interface PictureChoicesProps {
  readonly pictures: readonly BoardPicture[];
  readonly chosen: readonly string[];
  readonly onToggle: (key: string) => void;
}

/** Thumbnails, any number of them; the name alone where there is none. */
export function PictureChoices({ pictures, chosen, onToggle }: PictureChoicesProps) {
  const samples = useApp((state) => state.samples);
  const tray = useTray((state) => state.pictures);
  const thumbnailOf = ({ link, sha256 }: BoardPicture) => {
    const sample = samples.find(({ id }) => `sample:${id}` === link);
    return sample ? `samples/${sample.file}` : tray.find((picture) => picture.sha256 === sha256)?.thumbnail;
  };
  return (
    <ul className="picture-choices">
      {pictures.map((picture) => {
        const key = pictureKey(picture);
        const thumbnail = thumbnailOf(picture);
        return (
          <li key={key}>
            <label title={picture.name}>
              <input type="checkbox" data-testid={`build-picture-${picture.link ?? picture.sha256}`} checked={chosen.includes(key)} onChange={() => onToggle(key)} aria-label={picture.name} />
              {thumbnail ? <img src={thumbnail} alt="" width="52" height="52" loading="lazy" /> : <span className="picture-name">{picture.name}</span>}
            </label>
          </li>
        );
      })}
    </ul>
  );
}
