import { useRef } from 'react';
import { cancelDownload, useDownload } from '../../state/modelDownload';
import { downloadProgress, modelTexts as texts } from '../../ui/textsModels';

/** What is being fetched, in bytes, and the way to stop it; nothing while nothing is. */
export function DownloadRow() {
  const running = useDownload((state) => state.running);
  const row = useRef<HTMLDivElement>(null);
  if (!running) return null;
  const { name, receivedBytes, totalBytes } = running;
  return (
    <div className="network-download" ref={row} data-testid="model-download" role="status">
      <span>
        {name}: <span data-testid="model-download-bytes">{downloadProgress(receivedBytes, totalBytes)}</span>
      </span>
      <button type="button" className="quiet-action" data-testid="cancel-download" onClick={() => {
          // The button goes with the download: the focus stays in the panel, so that Escape still closes it.
          row.current?.parentElement?.querySelector<HTMLElement>('input, .list-item')?.focus();
          cancelDownload();
        }}
      >
        {texts.cancel}
      </button>
      <progress aria-label={name} {...(totalBytes === null ? {} : { value: receivedBytes, max: totalBytes })} />
    </div>
  );
}
