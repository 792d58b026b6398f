import { openPublicNetwork, surveyPublicNetworks, usePublicNetworks } from '../../state/publicNetworks';
import { useApp } from '../../state/store';
import { Icon } from '../../ui/Icon';
import { modelTexts as texts, publicLine } from '../../ui/textsModels';

/** Folded until somebody asks; nothing is fetched before a network is chosen but the list itself, which is the page's own. */
export function PublicNetworks({ close }: { close: () => void }) {
  const networks = usePublicNetworks((state) => state.networks);
  const link = useApp((state) => state.model?.link ?? null);
  return (
    <details className="public-list" onToggle={(event) => event.currentTarget.open && void surveyPublicNetworks()}>
      <summary data-testid="public-networks">{texts.public}</summary>
      <p className="field-help">{texts.publicNote}</p>
      <ul>
        {networks?.map((network) => {
          const isCurrent = link === `url:${network.address}`;
          return (
            <li key={network.id} className="network-row">
              <button
                type="button"
                className="list-item"
                data-testid={`public-${network.id}`}
                aria-current={isCurrent}
                onClick={() => {
                  if (isCurrent) return close();
                  void openPublicNetwork(network);
                }}
              >
                <span className="list-title">
                  {network.title}
                  {isCurrent && <Icon name="check" />}
                </span>
                <small>{publicLine(network.bytes, network.licence, network.input.width, network.input.height)}</small>
              </button>
              <a className="tool" href={network.page} target="_blank" rel="noreferrer" aria-label={`${network.title}: ${network.source}`} title={network.source}>
                <Icon name="info" />
              </a>
            </li>
          );
        })}
      </ul>
    </details>
  );
}
