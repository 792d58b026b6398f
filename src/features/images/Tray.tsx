import type { KeyboardEvent } from 'react';
import { useRef, useState } from 'react';
import { chooseFromTray } from '../../state/takePictures';
import type { TrayPicture } from '../../state/tray';
import { emptyTray, removeFromTray, useTray } from '../../state/tray';
import { clearTopic, useApp } from '../../state/store';
import { Icon } from '../../ui/Icon';
import { pictureTexts as texts } from '../../ui/textsPictures';

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

function lay(picture: TrayPicture) {
  clearTopic('picture');
  void chooseFromTray(picture);
}

/** The pictures of this visit. One of them is in the order of tabs; arrow keys go along them. */
export function Tray() {
  const pictures = useTray((state) => state.pictures);
  const opening = useTray((state) => state.opening);
  const onTable = useApp((state) => state.picture?.opened.sha256 ?? null);
  const [focused, setFocused] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  const list = useRef<HTMLUListElement>(null);
  if (pictures.length === 0 && !opening && said === '') return null;
  const tabStop = [focused, onTable].find((id) => pictures.some(({ sha256 }) => sha256 === id)) ?? pictures[0]?.sha256;

  const focusAt = (index: number) => list.current?.querySelectorAll<HTMLElement>('[data-picture]')[index]?.focus();
  const remove = (picture: TrayPicture, index: number) => {
    removeFromTray(picture.sha256);
    setSaid(texts.removed(picture.name));
    // The neighbour has moved up once React has drawn.
    requestAnimationFrame(() => focusAt(Math.min(index, pictures.length - 2)));
  };
  const press = (event: KeyboardEvent, picture: TrayPicture, index: number) => {
    const to = event.key in STEPS ? index + STEPS[event.key]! : event.key === 'Home' ? 0 : event.key === 'End' ? pictures.length - 1 : null;
    if (to !== null) focusAt(Math.min(pictures.length - 1, Math.max(0, to)));
    else if (event.key === 'Delete' || event.key === 'Backspace') remove(picture, index);
    else return;
    event.preventDefault();
  };

  return (
    <section className="tray" aria-label={texts.tray} data-testid="tray">
      {(pictures.length > 0 || opening) && (
        <div className="tray-head">
          <h2 className="label">{texts.tray}</h2>
          <span className="tray-count" role="status">
            {opening ? texts.opening(opening.done, opening.all) : texts.trayCount(pictures.length)}
          </span>
          <button type="button" className="quiet" data-testid="tray-empty" onClick={emptyTray}>
            {texts.emptyTray}
          </button>
        </div>
      )}
      <p className="visually-hidden" id="tray-help">
        {texts.trayHelp}
      </p>
      <ul className="tray-list" ref={list} aria-describedby="tray-help">
        {pictures.map((picture, index) => (
          <li key={picture.sha256}>
            <button
              type="button"
              className="tray-picture"
              data-picture={picture.name}
              data-testid="tray-picture"
              tabIndex={picture.sha256 === tabStop ? 0 : -1}
              aria-current={picture.sha256 === onTable}
              aria-label={`${picture.name}, ${picture.width} × ${picture.height}, ${texts.origins[picture.origin]}`}
              title={`${picture.name} · ${picture.width} × ${picture.height} · ${texts.origins[picture.origin]}`}
              onFocus={() => setFocused(picture.sha256)}
              onKeyDown={(event) => press(event, picture, index)}
              onClick={() => lay(picture)}
            >
              <img src={picture.thumbnail} alt="" width="52" height="52" />
            </button>
            <button
              type="button"
              className="tray-remove"
              data-testid="tray-remove"
              // By keys it is Delete on the picture itself.
              tabIndex={-1}
              aria-label={texts.remove(picture.name)}
              title={texts.remove(picture.name)}
              onClick={() => remove(picture, index)}
            >
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ul>
      <p className="visually-hidden" aria-live="polite" data-testid="tray-says">
        {said}
      </p>
    </section>
  );
}
