import type { LayerInfo } from '../../engine/protocol';
import { toggleLayer } from '../../state/layerChoice';
import { pointAtLayer, readLive } from '../../state/live';
import { changeSetup } from '../../state/runs';
import { shownLayerIds } from '../../state/selectors';
import { readApp } from '../../state/store';
import type { AxisLayout } from '../../views/axisLayout';
import { createRuler, RULER_HEIGHT } from '../../views/ruler';
import { useView } from '../../state/useView';

const READS = ['layerId'] as const;

function toggle(layerId: string) {
  const { model, setup } = readApp();
  if (!model) return;
  const ids = model.layers.map((layer) => layer.id);
  changeSetup({ layers: toggleLayer(shownLayerIds(model.layers, setup.layers), layerId, ids) });
}

export function RulerOnAxis({ layout, layers }: { layout: AxisLayout; layers: readonly LayerInfo[] }) {
  const host = useView(
    (element) => createRuler(element, { onPoint: pointAtLayer, onToggle: toggle }),
    () => ({ layout, layers, pointedLayerId: readLive().layerId }),
    READS,
  );
  return <div className="ruler-host" data-testid="ruler" ref={host} style={{ height: RULER_HEIGHT }} />;
}
