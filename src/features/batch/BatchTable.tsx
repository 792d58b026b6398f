import type { Spread } from '../../core/spread';
import type { LayerSpread } from '../../state/batch/batch';
import type { MapReading } from '../../state/mapReading';
import { tell } from '../../state/store';
import { texts as pageTexts } from '../../ui/texts';
import { batchTexts as texts } from '../../ui/textsBatch';
import { formatSpread } from '../../views/batchCurve';
import { formatValue, natsPerUnit } from '../../views/valueTicks';
import { useBatchNumbers } from './useBatchNumbers';

const { columns } = texts;
const HEADS = [columns.mean, columns.std, columns.ci95, columns.least, columns.most, columns.gain, columns.count];

function cells({ value, gain }: LayerSpread, { units }: MapReading): readonly string[] {
  const write = (spread: Spread | null, of: 'mean' | 'least' | 'most') => (spread ? formatValue(spread[of], units) : '–');
  const half = (of: 'std' | 'ci95') => formatSpread(value?.[of] ?? null, natsPerUnit(units));
  return [write(value, 'mean'), half('std'), half('ci95'), write(value, 'least'), write(value, 'most'), write(gain, 'mean'), String(value?.count ?? 0)];
}

/** What the curve shows, to read and to copy. */
export function BatchTable() {
  const numbers = useBatchNumbers();
  if (!numbers) return null;
  const { layers, reading } = numbers;
  const unit = reading.units === 'raw' ? pageTexts.ownUnits : reading.units;
  const copy = async () => {
    const rows = [[columns.layer, ...HEADS], ...layers.map((layer) => [layer.layer.title, ...cells(layer, reading)])];
    try {
      await navigator.clipboard.writeText(rows.map((row) => row.join('\t')).join('\n'));
      tell('note', 'export', texts.copied);
    } catch {
      tell('warning', 'export', texts.notCopied);
    }
  };
  return (
    <section className="batch-numbers">
      <div className="batch-figure-head">
        <h2>{texts.tableCaption}</h2>
        <button type="button" className="quiet" data-testid="batch-copy" onClick={() => void copy()}>{texts.copyTable}</button>
      </div>
      <div className="batch-table-scroll" role="group" aria-label={texts.tableCaption} tabIndex={0}>
        <table data-testid="batch-table">
          <thead>
            <tr>
              <th scope="col">{columns.layer}</th>
              {HEADS.map((head) => <th scope="col" key={head}>{head === columns.mean ? `${head} (${unit})` : head}</th>)}
            </tr>
          </thead>
          <tbody>
            {layers.map((layer) => (
              <tr key={layer.layer.id}>
                <th scope="row">{layer.layer.title}</th>
                {cells(layer, reading).map((cell, i) => <td key={HEADS[i]}>{cell}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
