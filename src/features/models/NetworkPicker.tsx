import { useApp } from '../../state/store';
import { Popover } from '../../ui/Popover';
import { texts } from '../../ui/texts';
import { DownloadRow } from './DownloadRow';
import { KeptNetworks } from './KeptNetworks';
import { OwnNetwork } from './OwnNetwork';
import { PublicNetworks } from './PublicNetworks';
import { ServedNetworks } from './ServedNetworks';
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
          <ServedNetworks catalogue={catalogue} current={model?.link ?? null} close={close} />
          <KeptNetworks close={close} />
          <OwnNetwork openFolder={openFolder} openFiles={openFiles} close={close} />
          <PublicNetworks close={close} />
        </div>
      )}
    </Popover>
  );
}
