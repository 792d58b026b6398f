import { useRef } from 'react';
import { closeKeyList } from '../state/shortcuts';
import { Icon } from '../ui/Icon';
import { texts } from '../ui/texts';
import { keysTexts } from '../ui/textsKeys';
import { useModal } from '../ui/useModal';

/** Every key that the page answers to. */
export function KeyList() {
  const dialog = useRef<HTMLDialogElement>(null);
  useModal(dialog);
  return (
    <dialog ref={dialog} className="keys" data-testid="key-list" aria-label={keysTexts.title} onClose={closeKeyList}>
      <header className="keys-head">
        <h2>{keysTexts.title}</h2>
        <button type="button" className="tool" aria-label={texts.close} data-testid="close-key-list" onClick={closeKeyList}>
          <Icon name="close" />
        </button>
      </header>
      <div className="keys-groups">
        {keysTexts.groups.map(({ title, keys }) => (
          <section key={title}>
            <h3 className="label">{title}</h3>
            <dl>
              {keys.map(([key, deed]) => (
                <div key={key}>
                  <dt>
                    <kbd>{key}</kbd>
                  </dt>
                  <dd>{deed}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </dialog>
  );
}
