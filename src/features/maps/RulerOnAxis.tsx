import type { LayerInfo } from '../../engine/protocol';
import { toggleLayer } from '../../state/layerChoice';
import { pointAtLayer, readLive } from '../../state/live';
import { changeSetup } from '../../state/runs';
import { shownLayerIds } from '../../state/selectors';
import { readApp } from '../../state/store';
import type { AxisLayout } from '../../views/axisLayout';
import { mapTexts } from '../../ui/textsMaps';
import { createRuler, formatShape, RULER_HEIGHT } from '../../views/ruler';
import { useView } from '../../state/useView';

const READS = ['layerId'] as const;

/** Stage by stage, with the shape that each begins with. */
function rulerLabel(layers: readonly LayerInfo[]): string {
  const firsts = layers.filter((layer, i) => layer.stage !== layers[i - 1]?.stage);
  return mapTexts.rulerLabel(layers.length, firsts.map(({ stage, shape }) => `${stage} ${formatShape(shape)}`.trim()));
}

function toggle(layerId: string) {
  const { model, setup } = readApp();
  if (!model) return;
  const ids = model.layers.map((layer) => layer.id);
  changeSetup({ layers: toggleLayer(shownLayerIds(model.layers, setup.layers), layerId, ids) });
}

export function RulerOnAxis({ layout, layers, scale }: { layout: AxisLayout; layers: readonly LayerInfo[]; scale: number }) {
  const host = useView(
    (element) => createRuler(element, { onPoint: pointAtLayer, onToggle: toggle }),
    () => ({ layout, layers, scale, pointedLayerId: readLive().layerId }),
    READS,
  );
  return <div className="ruler-host" data-testid="ruler" ref={host} role="img" aria-label={rulerLabel(layers)} style={{ height: RULER_HEIGHT * scale }} />;
}
