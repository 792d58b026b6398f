import type { ReactNode } from 'react';
import { useMemo, useRef } from 'react';
import { openFigureDialog } from '../../state/exportDialogs';
import { selectForeground } from '../../state/foreground';
import { AUTO_LAYERS } from '../../state/layerChoice';
import { useApp } from '../../state/store';
import { selectLayers, selectShownMetric, shownLayerIds } from '../../state/selectors';
import { Icon } from '../../ui/Icon';
import { texts } from '../../ui/texts';
import { figureTexts } from '../../ui/textsFigures';
import { axisLayout } from '../../views/axisLayout';
import { RULER_HEIGHT } from '../../views/ruler';
import { CurveAxis, CurveInPlace } from './CurveInPlace';
import { MapColumn } from './MapColumn';
import { RulerOnAxis } from './RulerOnAxis';
import { tableSizes } from './tableSizes';
import { useBoxSize } from '../../ui/useBoxSize';
import { useCrosshair } from './useCrosshair';
import { useSharedDomain } from './useSharedDomain';

/** Of the axis, what the maps of a handful of layers take; the rest is for layers in between. */
const EXPECTED_SHARE = 0.9;

/** Height of a map with its prints, of the map's own: half as much again, and a caption. */
const PRINTS_SHARE = 1.64;

/** Maps, ruler and curve on one horizontal axis; all of it scrolls together, scale and `curveHead` stay. */
export function LightTable({ curveHead }: { curveHead: ReactNode }) {
  const layers = useApp(selectLayers);
  const choice = useApp((state) => state.setup.layers);
  const input = useApp((state) => state.model?.card.input ?? null);
  const root = useRef<HTMLDivElement>(null);
  const { width, height } = useBoxSize(root);
  const shown = useMemo(() => new Set(shownLayerIds(layers, choice)), [layers, choice]);
  const aspect = input ? input.height / input.width : 1;
  const hasPrints = useApp((state) => selectShownMetric(state) === 'reconstruction');
  // Two prints side by side under each map, with their captions.
  const blockAspect = hasPrints ? aspect * PRINTS_SHARE : aspect;
  const sizes = useMemo(() => tableSizes({ width, height, screenWidth: innerWidth, aspect: blockAspect }), [width, height, blockAspect]);
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
  // What is drawn against depth can be chosen once there is a foreground.
  const headHeight = useApp((state) => selectForeground(state) !== null) ? sizes.curveHead : 0;
  const curveHeight = sizes.curveHeight(mapSize) - headHeight;
  const stripHeight = sizes.above + mapSize * blockAspect + sizes.below;
  const hasRun = useApp((state) => state.shownRun !== null);
  useCrosshair(root);
  useSharedDomain();

  return (
    <div className="table" ref={root} style={{ ['--gutter' as string]: `${sizes.gutter}px` }}>
      <div className="table-gutter" style={{ width: sizes.gutter }}>
        <div style={{ height: stripHeight }} />
        <div className="gutter-ruler" style={{ height: RULER_HEIGHT * sizes.rulerScale }} />
        <div style={{ height: headHeight }} />
        <CurveAxis height={curveHeight} />
      </div>
      <div className="table-scroll" tabIndex={layout.width > sizes.axisWidth ? 0 : -1} role="group" aria-label={texts.layers}>
        <div className="strip" style={{ width: layout.width, height: stripHeight, ['--aspect' as string]: 1 / aspect }}>
          {layout.places.map((place, i) =>
            place.shown ? (
              <div key={place.id} className="strip-place" style={{ left: place.x, width: place.width }}>
                <MapColumn layer={layers[i]!} size={mapSize} aspect={aspect} hasPrints={hasPrints} />
              </div>
            ) : null,
          )}
        </div>
        <RulerOnAxis layout={layout} layers={layers} scale={sizes.rulerScale} />
        <div className="curve-head" style={{ width: Math.min(layout.width, sizes.axisWidth), height: headHeight }}>
          {curveHead}
        </div>
        <CurveInPlace layout={layout} height={curveHeight} />
      </div>
      {hasRun && (
        <button
          type="button"
          className="tool curve-save"
          style={{ top: stripHeight + RULER_HEIGHT + headHeight }}
          aria-label={figureTexts.saveCurve}
          title={figureTexts.saveCurve}
          data-testid="curve-figure"
          onClick={() => openFigureDialog('curve')}
        >
          <Icon name="save" />
        </button>
      )}
    </div>
  );
}
