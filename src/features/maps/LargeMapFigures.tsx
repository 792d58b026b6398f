import { useCallback } from 'react';
import { stdOfEntropy } from '../../core/entropy';
import { fixed } from '../../core/writtenNumber';
import type { LiveState } from '../../state/live';
import { useLive } from '../../state/live';
import { useApp } from '../../state/store';
import { Quantity } from '../../ui/Quantity';
import { StatusMark } from '../../ui/StatusMark';
import { layerStatusTexts } from '../../ui/texts';
import { mapTexts as texts } from '../../ui/textsMaps';
import { formatDistortion, writeValue } from '../../views/valueTicks';
import { RegionRows } from './RegionRows';
import { valueAtPixel } from '../../state/shownLayer';
import { useMapReading } from '../../state/useMapReading';
import { seenResult } from '../../state/veil';

const selectPixel = (live: LiveState) => live.pixel;

/** sigma as what one can picture: steps of an 8-bit grey scale. */
function greyLevels(entropyNats: number): string {
  const levels = 255 * stdOfEntropy(entropyNats);
  return texts.greyLevels(fixed(levels, levels < 10 ? 2 : 0));
}

export function LargeMapFigures({ layerId }: { layerId: string }) {
  const result = useLive(useCallback((live: LiveState) => seenResult(live.results.get(layerId)) ?? null, [layerId]));
  const pixel = useLive(selectPixel, 40);
  const { units, symbol, signed, isRelative } = useMapReading();
  const quantity = isRelative ? symbol.slice(1) : symbol;
  const size = useApp((state) => state.fitted?.picture ?? null);
  const progress = result?.progress;
  const ofPixel = units === 'raw' ? 'attribution' : result?.map?.quantity === 'reconstructionUncertaintyNats' ? 'uncertainty' : 'entropy';
  const atPixel = result?.map && pixel && size ? valueAtPixel(result.map, pixel, size.width, size.height) : null;
  const write = (value: number | null | undefined, withSign = signed && !isRelative) => (value == null ? '–' : writeValue(value, units, withSign));
  return (
    <dl className="large-figures">
      <dt>{texts.pixel}</dt>
      <dd>{pixel ? `${pixel.x + 1}, ${pixel.y + 1}` : '–'}</dd>
      <dt>
        <Quantity name={ofPixel} layerId={layerId}>{texts.there(quantity)}</Quantity>
      </dt>
      <dd>{write(atPixel)}</dd>
      {result?.map?.quantity === 'entropyNats' && (
        <>
          <dt>{texts.noiseTaken}</dt>
          <dd>{atPixel === null ? '–' : greyLevels(atPixel)}</dd>
        </>
      )}
      <dt className="rule">
        <Quantity name={ofPixel === 'entropy' ? 'mean' : ofPixel} layerId={layerId}>{texts.mean(quantity)}</Quantity>
      </dt>
      <dd className="rule">{write(progress?.meanValue)}</dd>
      {units !== 'raw' && (
        <>
          <dt>
            <Quantity name="uniform" layerId={layerId}>{texts.uniformNoise}</Quantity>
          </dt>
          <dd>{write(progress?.uniformValue)}</dd>
          <dt>
            <Quantity name="gain" layerId={layerId}>{texts.gain}</Quantity>
          </dt>
          <dd>{write(progress?.gain, true)}</dd>
          <dt>
            <Quantity name="distortion" layerId={layerId}>{texts.distortion}</Quantity>
          </dt>
          <dd>{progress?.distortion == null ? '–' : formatDistortion(progress.distortion, progress.distortionCi95)}</dd>
        </>
      )}
      {progress?.recipeDistortion != null && (
        <>
          <dt>{texts.recipeDistortion}</dt>
          <dd>{fixed(progress.recipeDistortion, 3)}</dd>
        </>
      )}
      <RegionRows result={result ?? undefined} />
      <dt>
        <Quantity name="passes" layerId={layerId}>{texts.passes}</Quantity>
      </dt>
      <dd>{progress ? (progress.passLimit ? texts.passesOf(progress.passes, progress.passLimit) : progress.passes) : '–'}</dd>
      <dt>{texts.status}</dt>
      <dd className="large-status">
        {progress && <StatusMark status={progress.status} />} {progress ? layerStatusTexts[progress.status] : '–'}
      </dd>
      {progress?.statusReason && <dd className="large-reason">{progress.statusReason}</dd>}
      {progress?.error && <dd className="large-reason">{progress.error.message}</dd>}
    </dl>
  );
}
