import type { ReactNode } from 'react';
import { useMemo, useRef } from 'react';
import { useAnnouncer } from '../../state/announcer';
import { openFigureDialog } from '../../state/exportDialogs';
import { selectCurve } from '../../state/foreground';
import { pointAtPixel, readLive } from '../../state/live';
import { walkPixel } from '../../state/pixelWalk';
import { selectLayers, selectShownMetric, shownLayerIds } from '../../state/selectors';
import { readApp, useApp } from '../../state/store';
import { setView } from '../../state/viewActions';
import { Icon } from '../../ui/Icon';
import { texts } from '../../ui/texts';
import { Said } from '../../ui/Said';
import { figureTexts } from '../../ui/textsFigures';
import { mapTexts, mapWords } from '../../ui/textsMaps';
import { useModal } from '../../ui/useModal';
import { reconstructionPrintTexts } from '../../ui/textsMetrics';
import type { LargeMap, LargeMapOptions } from '../../views/largeMap';
import { createLargeMap } from '../../views/largeMap';
import { formatShape } from '../../views/ruler';
import { CompareMap } from './CompareMap';
import { GainAgainstBudget } from './GainAgainstBudget';
import { LargeMapFigures } from './LargeMapFigures';
import { MapRegions } from './MapRegions';
import { LargeMapLegend } from './LargeMapLegend';
import { useMapWords } from './useMapWords';
import { ReconstructionPrints } from './ReconstructionPrints';
import { readingNow } from '../../state/mapReading';
import { foregroundPart } from '../../state/regionFigures';
import { heatmapPart } from '../../state/shownLayer';
import { useView } from '../../state/useView';
import { seenResult } from '../../state/veil';

function optionsNow(layerId: string): LargeMapOptions {
  const { fitted } = readApp();
  const { results, pixel } = readLive();
  const reading = readingNow();
  const result = seenResult(results.get(layerId));
  return {
    picture: fitted?.picture ?? null,
    ...heatmapPart(result, reading),
    units: reading.units,
    signed: reading.signed,
    pixel,
    foreground: foregroundPart(result, true),
  };
}

/** `threshold` sets what a knowledge point is, where they are shown. */
export function LargeMapDialog({ threshold }: { threshold: ReactNode }) {
  const layerId = useApp((state) => state.view.largeLayerId);
  return layerId === null ? null : <OpenDialog layerId={layerId} threshold={threshold} />;
}

function OpenDialog({ layerId, threshold }: { layerId: string; threshold: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const map = useRef<LargeMap | null>(null);
  const layers = useApp(selectLayers);
  const choice = useApp((state) => state.setup.layers);
  const input = useApp((state) => state.model?.card.input ?? null);
  const hasKnowledge = useApp((state) => selectCurve(state) === 'knowledge');
  const isReconstruction = useApp((state) => selectShownMetric(state) === 'reconstruction');
  const isDiscarding = useApp((state) => selectShownMetric(state) === 'discarding');
  const shown = useMemo(() => shownLayerIds(layers, choice), [layers, choice]);
  const layer = layers.find((candidate) => candidate.id === layerId);
  const index = shown.indexOf(layerId);
  const host = useView(
    (element) => (map.current = createLargeMap(element, optionsNow(layerId), { onPixel: pointAtPixel })),
    () => optionsNow(layerId),
  );
  const words = useMapWords(layerId);
  const said = useAnnouncer((state) => state.said);
  useModal(dialog);

  const close = () => setView({ largeLayerId: null });
  const step = (by: number) => {
    const next = shown[index + by];
    if (next !== undefined) setView({ largeLayerId: next });
  };
  const onKey = (key: string) => {
    if (key === 'ArrowRight') step(1);
    else if (key === 'ArrowLeft') step(-1);
    else if (key === '+' || key === '=') map.current?.zoomBy(1.5);
    else if (key === '-') map.current?.zoomBy(1 / 1.5);
    else if (key === '0') map.current?.zoomToFit();
  };
  return (
    <dialog
      ref={dialog}
      className="large"
      data-testid="large-map"
      aria-label={layer?.title}
      onClose={close}
      onKeyDown={(event) => onKey(event.key)}
      onClick={(event) => event.target === dialog.current && close()}
    >
      <div className="large-body" style={{ ['--aspect' as string]: input ? input.width / input.height : 1 }}>
        {/* First, so that the dialog opens with the focus on it. */}
        <button type="button" className="tool large-close" aria-label={texts.close} data-testid="large-close" onClick={close}>
          <Icon name="close" />
        </button>
        <div
          className="large-host"
          data-testid="large-host"
          ref={host}
          tabIndex={0}
          role="application"
          aria-label={`${layer?.title ?? ''}. ${words} ${mapWords.arrowsMove}`}
          onBlur={() => pointAtPixel(null)}
          onKeyDown={(event) => {
            if (!walkPixel(event, layerId)) return;
            event.preventDefault();
            // Elsewhere in the dialog they go to the neighbouring layers.
            event.stopPropagation();
            const { pixel } = readLive();
            if (pixel) map.current?.reveal(pixel);
          }}
        />
        <div className="large-side">
          <header className="large-head">
            <p className="large-depth">
              {layer && mapTexts.layerOf(layer.depth, layers.length)}
            </p>
            <h2>{layer?.title}</h2>
            <p className="large-shape">{formatShape(layer?.shape ?? [])}</p>
          </header>
          <LargeMapLegend layerId={layerId} />
          {isReconstruction && (
            <section className="large-prints">
              <h3 className="figure-label">{reconstructionPrintTexts.title}</h3>
              <ReconstructionPrints layerId={layerId} noisyCount={5} />
              <p className="large-hint">{reconstructionPrintTexts.help}</p>
            </section>
          )}
          <MapRegions layerId={layerId} />
          <LargeMapFigures layerId={layerId} />
          {hasKnowledge && threshold}
          {layer && <CompareMap key={`compare-${layerId}`} layerId={layerId} title={layer.title} isWide />}
          <div className="large-tools">
            <button type="button" className="tool" aria-label={texts.previousLayer} data-testid="large-previous" disabled={index <= 0} onClick={() => step(-1)}>
              <Icon name="left" />
            </button>
            <button type="button" className="tool" aria-label={texts.nextLayer} data-testid="large-next" disabled={index >= shown.length - 1} onClick={() => step(1)}>
              <Icon name="right" />
            </button>
            <span className="tool-gap" />
            <button type="button" className="tool" aria-label={texts.zoomOut} onClick={() => map.current?.zoomBy(1 / 1.5)}>
              <Icon name="minus" />
            </button>
            <button type="button" className="tool" aria-label={texts.zoomIn} data-testid="zoom-in" onClick={() => map.current?.zoomBy(1.5)}>
              <Icon name="plus" />
            </button>
            <button type="button" className="tool" aria-label={figureTexts.saveFigure} title={figureTexts.saveFigure} data-testid="large-figure" onClick={() => openFigureDialog('map', { layerId })}>
              <Icon name="save" />
            </button>
            <button type="button" className="tool" aria-label={texts.zoomFit} onClick={() => map.current?.zoomToFit()}>
              <Icon name="fit" />
            </button>
          </div>
          <p className="large-hint">{texts.largeHint}</p>
          {isDiscarding && <GainAgainstBudget key={`gain-${layerId}`} layerId={layerId} />}
        </div>
      </div>
      <Said words={said} testId="large-says" />
    </dialog>
  );
}
