import type { RefObject } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { OpenCamera } from '../../pictures/camera';
import { cameraError, closeCamera, openCamera, takeSnapshot } from '../../pictures/camera';
import { closeCameraDialog, takePhotograph, useCamera } from '../../state/camera';
import { Icon } from '../../ui/Icon';
import { texts as commonTexts } from '../../ui/texts';
import { useModal } from '../../ui/useModal';
import { cameraTexts as texts } from '../../ui/textsPictures';

export function CameraDialog() {
  const isOpen = useCamera((state) => state.isOpen);
  return isOpen ? <OpenDialog /> : null;
}

/** The camera while the dialog is out; `ask` opens the usual one or another, and whatever comes of it late is let go. */
function useOpenCamera(video: RefObject<HTMLVideoElement | null>) {
  const [camera, setCamera] = useState<OpenCamera | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [wanted, setWanted] = useState<{ readonly id: string | null }>({ id: null });
  useEffect(() => {
    let isOver = false;
    let own: MediaStream | null = null;
    const letGo = () => {
      isOver = true;
      if (own) closeCamera(own);
    };
    setError(null);
    openCamera(wanted.id).then(
      (opened) => {
        if (isOver) return closeCamera(opened.stream);
        own = opened.stream;
        setCamera(opened);
        // Unplugged, or taken back in the browser's own settings; stop() does not come here.
        for (const track of own.getTracks()) {
          track.addEventListener('ended', () => {
            setCamera(null);
            setError(cameraError('gone').message);
          });
        }
        if (video.current) video.current.srcObject = own;
      },
      (failure: unknown) => {
        if (isOver) return;
        setCamera(null);
        setError(failure instanceof Error ? failure.message : String(failure));
      },
    );
    addEventListener('pagehide', letGo);
    return () => {
      removeEventListener('pagehide', letGo);
      letGo();
    };
  }, [wanted, video]);
  return { camera, error, setError, ask: (id: string | null) => setWanted({ id }) };
}

function OpenDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const { camera, error, setError, ask } = useOpenCamera(video);
  const [isMirrored, setMirrored] = useState(true);
  const [isShowing, setShowing] = useState(false);
  useModal(dialog);
  const snap = async () => {
    if (!video.current) return;
    try {
      const photograph = await takeSnapshot(video.current, isMirrored);
      closeCameraDialog();
      await takePhotograph(photograph);
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : String(failure));
    }
  };
  return (
    <dialog ref={dialog} className="camera" data-testid="camera" aria-label={texts.title} onClose={closeCameraDialog}>
      <header className="camera-head">
        <h2>{texts.title}</h2>
        <button type="button" className="tool" aria-label={commonTexts.close} data-testid="camera-close" onClick={closeCameraDialog}>
          <Icon name="close" />
        </button>
      </header>
      <div className="camera-field">
        <video
          ref={video}
          autoPlay
          playsInline
          muted
          hidden={!camera}
          className={isMirrored ? 'is-mirrored' : ''}
          data-testid="camera-video"
          aria-label={texts.preview}
          onPlaying={() => setShowing(true)}
        />
        {!camera && !error && <p role="status">{texts.asking}</p>}
        {error && (
          <p className="camera-error" role="alert" data-testid="camera-error">
            {error}
          </p>
        )}
      </div>
      <div className="camera-deeds">
        {camera && camera.choices.length > 1 && (
          <label className="field">
            <span className="visually-hidden">{texts.which}</span>
            <select className="number-input" data-testid="camera-choice" value={camera.id} onChange={(event) => ask(event.target.value)}>
              {camera.choices.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
        {camera && (
          <label className="camera-mirror">
            <input type="checkbox" data-testid="camera-mirror" checked={isMirrored} onChange={(event) => setMirrored(event.target.checked)} /> {texts.mirror}
          </label>
        )}
        {error ? (
          <button type="button" className="action" data-testid="camera-again" onClick={() => ask(null)}>
            {texts.again}
          </button>
        ) : (
          <button type="button" className="action" data-testid="camera-snap" disabled={!camera || !isShowing} onClick={() => void snap()}>
            {texts.snap}
          </button>
        )}
        <button type="button" className="quiet-action" data-testid="camera-stop" onClick={closeCameraDialog}>
          {texts.stop}
        </button>
      </div>
      <p className="field-help">{texts.note}</p>
    </dialog>
  );
}
