import { toggleLayer } from '../../state/layerChoice';
import { changeSetup } from '../../state/runs';
import { selectLayers, shownLayerIds } from '../../state/selectors';
import { useApp } from '../../state/store';
import { Popover } from '../../ui/Popover';
import { Segmented } from '../../ui/Segmented';
import { texts } from '../../ui/texts';
import { formatShape } from '../../views/ruler';

export function LayersPicker() {
  const layers = useApp(selectLayers);
  const choice = useApp((state) => state.setup.layers);
  const shown = shownLayerIds(layers, choice);
  const mode = typeof choice === 'string' ? choice : 'pick';
  const ids = layers.map((layer) => layer.id);
  return (
    <Popover caption={texts.layers} testId="pick-layers" value={layers.length === 0 ? '–' : `${shown.length} of ${layers.length}`}>
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
          <ul className="layers-list">
            {layers.map((layer, i) => (
              <li key={layer.id} className={layer.stage !== layers[i - 1]?.stage ? 'is-stage-start' : ''}>
                <label>
                  <input
                    type="checkbox"
                    data-testid={`layer-choice-${layer.id}`}
                    checked={shown.includes(layer.id)}
                    onChange={() => changeSetup({ layers: toggleLayer(shown, layer.id, ids) })}
                  />
                  <span className="column-depth">{layer.depth}</span>
                  <span className="layers-name">{layer.title}</span>
                  <small>{formatShape(layer.shape)}</small>
                </label>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Popover>
  );
}
