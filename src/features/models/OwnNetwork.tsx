import { useId, useState } from 'react';
import { openModelAddress } from '../../state/ownModels';
import { clearTopic } from '../../state/store';
import { modelTexts as texts } from '../../ui/textsModels';

interface OwnNetworkProps {
  readonly openFolder: () => void;
  readonly openFiles: () => void;
  readonly close: () => void;
}

/** The doors by which a network of the viewer's own comes in. */
export function OwnNetwork({ openFolder, openFiles, close }: OwnNetworkProps) {
  const [address, setAddress] = useState('');
  const id = useId();
  return (
    <>
      <p className="list-heading">{texts.open}</p>
      <div className="network-own">
        <div className="network-doors">
          <button type="button" className="quiet-action" data-testid="open-model" onClick={() => (close(), openFolder())}>
            {texts.openFolder}
          </button>
          <button type="button" className="quiet-action" data-testid="open-model-files" onClick={() => (close(), openFiles())}>
            {texts.openFiles}
          </button>
        </div>
        <form
          className="network-address"
          onSubmit={(event) => {
            event.preventDefault();
            if (address.trim() === '') return;
            clearTopic('model');
            void openModelAddress(address);
          }}
        >
          <label className="visually-hidden" htmlFor={id}>
            {texts.address}
          </label>
          <input
            id={id}
            className="number-input"
            data-testid="model-address"
            type="text"
            inputMode="url"
            autoComplete="off"
            spellCheck={false}
            placeholder={texts.addressPlaceholder}
            value={address}
            onChange={(event) => setAddress(event.target.value)}
          />
          <button type="submit" className="quiet-action" data-testid="open-address" disabled={address.trim() === ''}>
            {texts.openAddress}
          </button>
        </form>
        <p className="field-help">{texts.openNote}</p>
      </div>
    </>
  );
}
