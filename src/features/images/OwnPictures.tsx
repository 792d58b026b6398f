import { useState } from 'react';
import { openCameraDialog } from '../../state/camera';
import { fetchTypedPicture } from '../../state/pictureFetch';
import { pictureTexts as texts } from '../../ui/textsPictures';

/** The doors for pictures of one's own: files, the camera, an address. */
export function OwnPictures({ openFile, close }: { openFile: () => void; close: () => void }) {
  return (
    <div className="samples-own">
      <div className="own-doors">
        <button
          type="button"
          className="action"
          data-testid="choose-file"
          onClick={() => {
            close();
            openFile();
          }}
        >
          {texts.chooseFiles}
        </button>
        <button
          type="button"
          className="quiet-action"
          data-testid="use-camera"
          onClick={() => {
            close();
            openCameraDialog();
          }}
        >
          {texts.takeFromCamera}
        </button>
      </div>
      <p className="field-help">{texts.ownHint}</p>
      <AddressField close={close} />
    </div>
  );
}

function AddressField({ close }: { close: () => void }) {
  const [address, setAddress] = useState('');
  return (
    <form
      className="own-address"
      onSubmit={(event) => {
        event.preventDefault();
        close();
        void fetchTypedPicture(address);
      }}
    >
      <label className="field">
        <span className="field-label">{texts.address}</span>
        <input
          className="number-input"
          data-testid="picture-address"
          type="text"
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          placeholder={texts.addressPlaceholder}
          value={address}
          onChange={(event) => setAddress(event.target.value)}
        />
      </label>
      <button type="submit" className="quiet-action" data-testid="fetch-picture" disabled={address.trim() === ''}>
        {texts.fetch}
      </button>
      <p className="field-help">{texts.addressHint}</p>
    </form>
  );
}
