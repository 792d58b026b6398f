import { useState } from 'react';
import type { CatalogueEntry } from '../../core/modelCard';
import { chooseModel } from '../../state/modelChoice';
import { clearTopic } from '../../state/store';
import { Icon } from '../../ui/Icon';
import { modelTexts as texts } from '../../ui/textsModels';
import { NotFetched } from './NotFetched';

interface ServedNetworksProps {
  readonly catalogue: readonly CatalogueEntry[];
  /** As in the link. */
  readonly current: string | null;
  readonly close: () => void;
}

/** So few need no search. */
const SEARCHED_FROM = 8;

/** Every word must be found in title, summary, id or group. */
function matches({ id, title, summary, group }: CatalogueEntry, search: string): boolean {
  const text = `${title} ${summary} ${id} ${group ?? ''}`.toLowerCase();
  return search.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

/** The catalogue by groups, in its own order; those without a group come first. */
function grouped(entries: readonly CatalogueEntry[]): readonly (readonly [string | null, readonly CatalogueEntry[]])[] {
  const groups = new Map<string | null, CatalogueEntry[]>([[null, []]]);
  for (const entry of entries) {
    const group = entry.group ?? null;
    groups.set(group, [...(groups.get(group) ?? []), entry]);
  }
  return [...groups].filter(([, members]) => members.length > 0);
}

/** The networks that are served with the page. */
export function ServedNetworks({ catalogue, current, close }: ServedNetworksProps) {
  const [search, setSearch] = useState('');
  const wanted = search.trim();
  const listed = catalogue.filter((entry) => wanted === '' || matches(entry, wanted));
  return (
    <>
      {catalogue.length > SEARCHED_FROM && (
        <input
          className="number-input network-search"
          type="search"
          data-testid="networks-search"
          aria-label={texts.searchNetworks}
          placeholder={texts.searchNetworks}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      )}
      {listed.length === 0 && catalogue.length > 0 && <p className="field-help network-none">{texts.noNetworkFound}</p>}
      {grouped(listed).map(([group, entries]) => (
        <section key={group ?? ''} aria-label={group ?? texts.networks} data-testid={`networks-${group ?? ''}`}>
          {group !== null && <h3 className="list-heading network-group">{group}</h3>}
          <ul>
            {entries.map((entry) => (
              <li key={entry.id}>
                <ServedNetwork entry={entry} isCurrent={current === entry.id} close={close} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
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
