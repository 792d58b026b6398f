import type { CatalogueEntry } from '../../core/modelCard';
import { chooseModel } from '../../state/modelChoice';
import { clearTopic, useApp } from '../../state/store';
import { Icon } from '../../ui/Icon';
import { Popover } from '../../ui/Popover';
import { texts } from '../../ui/texts';
import { DownloadRow } from './DownloadRow';
import { KeptNetworks } from './KeptNetworks';
import { NotFetched } from './NotFetched';
import { OwnNetwork } from './OwnNetwork';
import { PublicNetworks } from './PublicNetworks';
import './models.css';

interface NetworkPickerProps {
  /** Shows the browser's folder picker. */
  readonly openFolder: () => void;
  /** Shows the browser's picker of files. */
  readonly openFiles: () => void;
}

export function NetworkPicker({ openFolder, openFiles }: NetworkPickerProps) {
  const catalogue = useApp((state) => state.catalogue);
  const model = useApp((state) => state.model);
  const loading = useApp((state) => state.modelLoading);
  return (
    <Popover
      caption={texts.network}
      testId="pick-network"
      value={<span aria-busy={loading !== null}>{loading && model?.loaded ? loading : (model?.card.title ?? '–')}</span>}
    >
      {(close) => (
        <div className="list-panel network-panel">
          <DownloadRow />
          <ul>
            {catalogue.map((entry) => (
              <li key={entry.id}>
                <ServedNetwork entry={entry} isCurrent={model?.link === entry.id} close={close} />
              </li>
            ))}
          </ul>
          <KeptNetworks close={close} />
          <OwnNetwork openFolder={openFolder} openFiles={openFiles} close={close} />
          <PublicNetworks close={close} />
        </div>
      )}
    </Popover>
  );
}

function ServedNetwork({ entry, isCurrent, close }: { entry: CatalogueEntry; isCurrent: boolean; close: () => void }) {
  return (
    <button
      type="button"
      className="list-item"
      data-testid={`network-${entry.id}`}
      aria-current={isCurrent}
      onClick={() => {
        close();
        clearTopic('model');
        if (!isCurrent) void chooseModel(entry.id);
      }}
    >
      <span className="list-title">
        {entry.title}
        {isCurrent && <Icon name="check" />}
      </span>
      <small>{entry.summary}</small>
      <NotFetched entry={entry} />
    </button>
  );
}
