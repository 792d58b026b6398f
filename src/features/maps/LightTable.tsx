import { useMemo, useRef } from 'react';
import { AUTO_LAYERS } from '../../state/layerChoice';
import { useApp } from '../../state/store';
import { selectLayers, shownLayerIds } from '../../state/selectors';
import { texts } from '../../ui/texts';
import { axisLayout } from '../../views/axisLayout';
import { RULER_HEIGHT } from '../../views/ruler';
import { AxisLegend } from './AxisLegend';
import { CurveOnAxis } from './CurveOnAxis';
import { MapColumn } from './MapColumn';
import { RulerOnAxis } from './RulerOnAxis';
import { tableSizes } from './tableSizes';
import { useBoxSize } from './useBoxSize';
import { useCrosshair } from './useCrosshair';
import { useSharedDomain } from './useSharedDomain';

/** Of the axis, what the maps of a handful of layers take; the rest is for layers in between. */
const EXPECTED_SHARE = 0.9;

/** Maps, ruler and curve on one horizontal axis; all of it scrolls together, the scale stays. */
export function LightTable() {
  const layers = useApp(selectLayers);
  const choice = useApp((state) => state.setup.layers);
  const input = useApp((state) => state.model?.card.input ?? null);
  const root = useRef<HTMLDivElement>(null);
  const { width, height } = useBoxSize(root);
  const shown = useMemo(() => new Set(shownLayerIds(layers, choice)), [layers, choice]);
  const aspect = input ? input.height / input.width : 1;
  const sizes = useMemo(() => tableSizes({ width, height, screenWidth: innerWidth, aspect }), [width, height, aspect]);
  const layout = useMemo(
    () =>
      axisLayout(
        layers.map(({ id, stage }) => ({ id, stage, shown: shown.has(id) })),
        { width: sizes.axisWidth, leastColumn: sizes.leastColumn, mostColumn: sizes.mostColumn },
      ),
    [layers, shown, sizes],
  );
  // Before the layers are known, the room of a usual handful is kept for them.
  const columnWidth = layers.length === 0 ? (EXPECTED_SHARE * sizes.axisWidth) / AUTO_LAYERS : layout.columnWidth;
  const mapSize = Math.max(1, Math.min(columnWidth - sizes.columnGap, sizes.mostMap));
  const curveHeight = sizes.curveHeight(mapSize);
  useCrosshair(root);
  useSharedDomain();

  return (
    <div className="table" ref={root} style={{ ['--gutter' as string]: `${sizes.gutter}px` }}>
      <div className="table-gutter" style={{ width: sizes.gutter }}>
        <div style={{ height: sizes.above + mapSize * aspect + sizes.below }} />
        <div className="gutter-ruler" style={{ height: RULER_HEIGHT }} />
        <AxisLegend height={curveHeight} />
      </div>
      <div className="table-scroll" tabIndex={layout.width > sizes.axisWidth ? 0 : -1} role="group" aria-label={texts.layers}>
        <div className="strip" style={{ width: layout.width, height: sizes.above + mapSize * aspect + sizes.below }}>
          {layout.places.map((place, i) =>
            place.shown ? (
              <div key={place.id} className="strip-place" style={{ left: place.x, width: place.width }}>
                <MapColumn layer={layers[i]!} size={mapSize} aspect={aspect} />
              </div>
            ) : null,
          )}
        </div>
        <RulerOnAxis layout={layout} layers={layers} />
        <CurveOnAxis layout={layout} height={curveHeight} />
      </div>
    </div>
  );
}
