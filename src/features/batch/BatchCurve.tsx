import { useLayoutEffect, useRef, useState } from 'react';
import type { Spread } from '../../core/spread';
import { keyIn, meanValue, valueAt } from '../../state/batch/batch';
import { useBatch } from '../../state/batch/batchStore';
import { Segmented } from '../../ui/Segmented';
import { batchTexts as texts } from '../../ui/textsBatch';
import { useBoxSize } from '../../ui/useBoxSize';
import type { BatchCurve as CurveView } from '../../views/batchCurve';
import { createBatchCurve } from '../../views/batchCurve';
import { writeValue } from '../../views/valueTicks';
import { usePointedPicture } from './pointedPicture';
import { useBatchNumbers } from './useBatchNumbers';

type SpreadKind = keyof typeof texts.spreads;

const KINDS = ['std', 'ci95', 'range'] as const satisfies readonly SpreadKind[];

function ends(spread: Spread | null, kind: SpreadKind): { low: number | null; high: number | null } {
  if (!spread) return { low: null, high: null };
  if (kind === 'range') return { low: spread.least, high: spread.most };
  const half = spread[kind];
  return half === null ? { low: null, high: null } : { low: spread.mean - half, high: spread.mean + half };
}

/** Mean and spread against depth; a picture that is pointed at stands out. */
export function BatchCurve() {
  const numbers = useBatchNumbers();
  const results = useBatch((state) => state.results);
  const pointedKey = usePointedPicture((state) => state.key);
  const [kind, setKind] = useState<SpreadKind>('std');
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<CurveView | null>(null);
  const { width, height } = useBoxSize(host);
  useLayoutEffect(() => {
    if (!host.current) return;
    view.current = createBatchCurve(host.current);
    return () => view.current?.destroy();
  }, []);
  useLayoutEffect(() => {
    if (!numbers || width === 0) return;
    const { batch, layers, reading } = numbers;
    view.current?.update({
      width, height, pointedKey,
      points: layers.map(({ layer, value }) => ({ id: layer.id, title: layer.title, stage: layer.stage, mean: value?.mean ?? null, ...ends(value, kind) })),
      pictures: batch.pictures.map((picture) => ({
        key: keyIn(picture),
        values: batch.layers.map(({ id }) => valueAt(results.get(keyIn(picture)), id, meanValue)),
      })),
      units: reading.units, signed: reading.signed,
      valueName: reading.units === 'raw' ? reading.symbol : `${reading.symbol}, ${reading.units}`,
    });
  });
  if (!numbers) return null;
  const { layers, reading } = numbers;
  return (
    <figure className="batch-figure">
      <figcaption className="batch-figure-head">
        <h2>{texts.curve(reading.symbol)}</h2>
        <Segmented label={texts.spread} testId="batch-spread" hideLabel value={kind} onChange={setKind} options={KINDS.map((value) => ({ value, label: texts.spreads[value] }))} />
      </figcaption>
      <div className="batch-figure-host" ref={host} />
      <p className="visually-hidden">
        {layers.map(({ layer, value }) => (value ? texts.curveText(layer.title, writeValue(value.mean, reading.units), value.std === null ? '' : `± ${writeValue(value.std, reading.units)}`, value.count) : '')).join('. ')}
      </p>
    </figure>
  );
}
