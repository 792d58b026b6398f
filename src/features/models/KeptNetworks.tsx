import { deleteKeptModel, useKeptModels } from '../../state/keptModels';
import { openKeptModel } from '../../state/ownModels';
import { clearTopic, useApp } from '../../state/store';
import { Icon } from '../../ui/Icon';
import { deleteOf, megabytes, modelTexts as texts } from '../../ui/textsModels';

/** The viewer's own networks from this visit and earlier ones. */
export function KeptNetworks({ close }: { close: () => void }) {
  const kept = useKeptModels((state) => state.kept);
  const current = useApp((state) => state.model?.loaded?.sha256 ?? null);
  if (kept.length === 0) return null;
  return (
    <>
      <p className="list-heading">{texts.yours}</p>
      <ul data-testid="kept-networks">
        {kept.map(({ sha256, title, address, bytes }) => (
          <li key={sha256} className="network-row">
            <button
              type="button"
              className="list-item"
              data-testid={`kept-${title}`}
              aria-current={current === sha256}
              onClick={() => {
                close();
                clearTopic('model');
                if (current !== sha256) void openKeptModel(sha256, title);
              }}
            >
              <span className="list-title">
                {title}
                {current === sha256 && <Icon name="check" />}
              </span>
              <small>
                {megabytes(bytes)}
                {address === null ? '' : ` · ${new URL(address).host}`}
              </small>
            </button>
            <button type="button" className="tool" aria-label={deleteOf(title)} title={deleteOf(title)} data-testid={`delete-kept-${title}`} onClick={() => void deleteKeptModel(sha256)}>
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
