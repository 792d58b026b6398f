import type { LayerInfo } from '../../engine/protocol';
import { fieldText, modelTexts as texts } from '../../ui/textsModels';
import { formatShape } from '../../views/ruler';
import './layers.css';

interface LayersListProps {
  readonly layers: readonly LayerInfo[];
  /** Ids of those that are on the table. */
  readonly shown: readonly string[];
  /** Of the network's input, in pixels. */
  readonly side: number;
  readonly search: string;
  /** Whether layers inside blocks are listed too. */
  readonly withInner: boolean;
  readonly onToggle: (id: string) => void;
  readonly setSearch: (search: string) => void;
  readonly setWithInner: (withInner: boolean) => void;
}

/** So few need no search. */
const SEARCHED_FROM = 8;

/** By title, name, stage or kind; every word must be found somewhere. */
function matches(layer: LayerInfo, search: string): boolean {
  const text = `${layer.title} ${layer.id} ${layer.stage} ${layer.kind} ${formatShape(layer.shape)}`.toLowerCase();
  return search.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

/** Blocks first; a search looks through all layers, and what is shown already is always listed. */
export function LayersList({ layers, shown, side, search, withInner, onToggle, setSearch, setWithInner }: LayersListProps) {
  const hasInner = layers.some((layer) => layer.inner);
  const listed = layers.filter((layer) => (search.trim() === '' ? withInner || !layer.inner || shown.includes(layer.id) : matches(layer, search.trim())));
  return (
    <>
      {layers.length > SEARCHED_FROM && (
        <input
          className="number-input"
          type="search"
          data-testid="layers-search"
          aria-label={texts.searchLayers}
          placeholder={texts.searchLayers}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      )}
      {hasInner && (
        <label className="toggle">
          <input type="checkbox" data-testid="layers-inner" checked={withInner} onChange={(event) => setWithInner(event.target.checked)} />
          {texts.showInner}
        </label>
      )}
      {listed.length === 0 && <p className="field-help">{texts.noLayerFound}</p>}
      <ul className="layers-list">
        {listed.map((layer, i) => (
          <li key={layer.id} className={layer.stage !== listed[i - 1]?.stage ? 'is-stage-start' : ''}>
            <label title={layer.id}>
              <input type="checkbox" data-testid={`layer-choice-${layer.id}`} checked={shown.includes(layer.id)} onChange={() => onToggle(layer.id)} />
              <span className="column-depth">{layer.depth}</span>
              <span className="layers-name">{layer.title}</span>
              <small>{formatShape(layer.shape)}</small>
              <small className="layers-field">{fieldText(layer.receptiveField, side)}</small>
            </label>
          </li>
        ))}
      </ul>
    </>
  );
}
