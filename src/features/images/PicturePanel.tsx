import type { ReactNode } from 'react';
import { useEffect, useRef } from 'react';
import type { LiveState } from '../../state/live';
import { pointAtPixel, useLive } from '../../state/live';
import { useCrop } from '../../state/crop';
import { walkPixel } from '../../state/pixelWalk';
import { readApp, useApp } from '../../state/store';
import { texts } from '../../ui/texts';
import { createNetworkView } from '../../views/networkView';
import { attachPixelPointer } from '../../views/pixelPointer';
import { FetchProgress } from './FetchProgress';
import { SourcePrint } from './SourcePrint';
import { Tray } from './Tray';
import { useCropPan } from './useCropPan';

const selectPixel = (live: LiveState) => live.pixel;

function useNetworkView() {
  const host = useRef<HTMLDivElement>(null);
  const settled = useApp((state) => state.fitted?.picture ?? null);
  const moving = useCrop((state) => state.preview?.picture ?? null);
  const picture = moving ?? settled;
  const view = useRef<ReturnType<typeof createNetworkView> | null>(null);
  useEffect(() => {
    if (!host.current) return;
    const created = createNetworkView(host.current);
    view.current = created;
    const detach = attachPixelPointer(host.current, { size: () => readApp().fitted?.picture ?? null, onPixel: pointAtPixel });
    return () => {
      detach();
      created.destroy();
      view.current = null;
    };
  }, []);
  useEffect(() => view.current?.update(picture), [picture]);
  useCropPan(host);
  return host;
}

/** What the network sees, large, with what lies over it and belongs to it; under it the print it was cut from. */
export function PicturePanel({ overlay, tools }: { overlay: ReactNode; tools: ReactNode }) {
  const host = useNetworkView();
  const input = useApp((state) => state.model?.card.input ?? null);
  const picture = useApp((state) => state.picture);
  const pixel = useLive(selectPixel, 40);
  const isCropping = useCrop((state) => state.isOpen);
  const isMoving = useCrop((state) => state.draft !== null);
  return (
    <section className="picture" aria-label={texts.picture}>
      <div className="picture-head">
        <h2 className="label">{texts.networkSees}</h2>
        <span className="picture-size">{pixel ? `x ${pixel.x + 1}, y ${pixel.y + 1}` : input ? `${input.width} × ${input.height}` : ''}</span>
      </div>
      <div className="picture-view">
        <div
          className={`network-view ${isCropping ? 'is-cropping' : ''}`}
          data-testid="network-view"
          ref={host}
          tabIndex={0}
          // Screen readers hand it the arrow keys.
          role="application"
          aria-label={`${texts.networkSees}: ${picture?.opened.name ?? ''}. ${texts.arrowsMoveCrosshair}`}
          onKeyDown={(event) => walkPixel(event) && event.preventDefault()}
          onBlur={() => pointAtPixel(null)}
          style={{ aspectRatio: input ? `${input.width} / ${input.height}` : '1' }}
        >
          <i className="crosshair" />
        </div>
        {/* What lies on the picture would be beside it while the picture moves. */}
        <div className={`picture-overlay ${isMoving ? 'is-away' : ''}`}>{overlay}</div>
      </div>
      {tools}
      <SourcePrint />
      <FetchProgress />
      <Tray />
    </section>
  );
}
