import { useState } from 'react';
import { toggleLayer } from '../../state/layerChoice';
import { changeSetup } from '../../state/runs';
import { selectLayers, shownLayerIds } from '../../state/selectors';
import { useApp } from '../../state/store';
import { Popover } from '../../ui/Popover';
import { Segmented } from '../../ui/Segmented';
import { texts } from '../../ui/texts';
import { LayersList } from './LayersList';
import { runTexts } from '../../ui/textsRuns';

export function LayersPicker() {
  const layers = useApp(selectLayers);
  const choice = useApp((state) => state.setup.layers);
  const side = useApp((state) => Math.max(state.model?.card.input.width ?? 0, state.model?.card.input.height ?? 0));
  const shown = shownLayerIds(layers, choice);
  const mode = typeof choice === 'string' ? choice : 'pick';
  const ids = layers.map((layer) => layer.id);
  return (
    <Popover caption={texts.layers} testId="pick-layers" value={layers.length === 0 ? '–' : runTexts.layersOf(shown.length, layers.length)}>
      {() => (
        <div className="layers-panel">
          <Segmented
            label={texts.layers}
            hideLabel
            testId="layers"
            value={mode}
            options={[
              { value: 'auto', label: texts.layersAuto },
              { value: 'all', label: texts.layersAll },
              { value: 'pick', label: texts.layersPick },
            ]}
            onChange={(next) => changeSetup({ layers: next === 'pick' ? shown : next })}
          />
          <SearchableLayers layers={layers} shown={shown} side={side} onToggle={(id) => changeSetup({ layers: toggleLayer(shown, id, ids) })} />
        </div>
      )}
    </Popover>
  );
}

type SearchableLayersProps = Omit<Parameters<typeof LayersList>[0], 'search' | 'withInner' | 'setSearch' | 'setWithInner'>;

/** What is searched for is forgotten with the panel. */
function SearchableLayers(props: SearchableLayersProps) {
  const [search, setSearch] = useState('');
  const [withInner, setWithInner] = useState(false);
  return <LayersList {...props} search={search} withInner={withInner} setSearch={setSearch} setWithInner={setWithInner} />;
}
