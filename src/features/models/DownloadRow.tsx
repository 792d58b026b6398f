import { cancelDownload, useDownload } from '../../state/modelDownload';
import { downloadProgress, modelTexts as texts } from '../../ui/textsModels';

/** What is being fetched, in bytes, and the way to stop it; nothing while nothing is. */
export function DownloadRow() {
  const running = useDownload((state) => state.running);
  if (!running) return null;
  const { name, receivedBytes, totalBytes } = running;
  return (
    <div className="network-download" data-testid="model-download" role="status">
      <span>
        {name}: <span data-testid="model-download-bytes">{downloadProgress(receivedBytes, totalBytes)}</span>
      </span>
      <button type="button" className="quiet-action" data-testid="cancel-download" onClick={cancelDownload}>
        {texts.cancel}
      </button>
      <progress aria-label={name} {...(totalBytes === null ? {} : { value: receivedBytes, max: totalBytes })} />
    </div>
  );
}
