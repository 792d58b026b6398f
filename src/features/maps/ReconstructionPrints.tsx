import { useCallback, useEffect, useRef } from 'react';
import type { LiveState } from '../../state/live';
import { useLive } from '../../state/live';
import { seenResult } from '../../state/veil';
import { reconstructionPrintTexts as texts } from '../../ui/textsMetrics';
import type { RgbPicture } from '../../views/rgbPrint';
import { createRgbPrint } from '../../views/rgbPrint';

function Print({ picture, label, testId }: { picture: RgbPicture | null; label: string; testId: string }) {
  const host = useRef<HTMLDivElement>(null);
  const print = useRef<ReturnType<typeof createRgbPrint> | null>(null);
  useEffect(() => {
    print.current = createRgbPrint(host.current!);
    return () => print.current?.destroy();
  }, []);
  useEffect(() => print.current?.update(picture), [picture]);
  return (
    <figure className="print" data-testid={testId} data-drawn={picture !== null}>
      <div className="print-field" ref={host} role="img" aria-label={label} />
      <figcaption>{label}</figcaption>
    </figure>
  );
}

/** What the layer's decoder paints: from the features themselves, and from features under the map's noise. */
export function ReconstructionPrints({ layerId, noisyCount }: { layerId: string; noisyCount: number }) {
  const shown = useLive(useCallback((live: LiveState) => seenResult(live.results.get(layerId))?.reconstructions ?? null, [layerId]));
  const pictureOf = (rgb: Float32Array | undefined): RgbPicture | null => (shown && rgb ? { width: shown.width, height: shown.height, rgb } : null);
  return (
    <div className="prints" style={{ ['--prints' as string]: noisyCount + 1 }}>
      <Print picture={pictureOf(shown?.clean)} label={texts.clean} testId={`clean-${layerId}`} />
      {Array.from({ length: noisyCount }, (_, i) => (
        <Print key={i} picture={pictureOf(shown?.noisy[i])} label={noisyCount === 1 ? texts.noisy : texts.noisyOf(i + 1)} testId={`noisy-${layerId}-${i}`} />
      ))}
    </div>
  );
}
