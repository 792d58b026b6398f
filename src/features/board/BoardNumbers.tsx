import { useMemo, useState } from 'react';
import { fixed } from '../../core/writtenNumber';
import type { NumbersRow } from '../../state/board/curveReading';
import { numbersRows } from '../../state/board/curveReading';
import { useBoard } from '../../state/board/boardStore';
import { tell, useApp } from '../../state/store';
import { StatusMark } from '../../ui/StatusMark';
import { layerStatusTexts } from '../../ui/texts';
import { boardTexts } from '../../ui/textsBoard';
import { formatDistortion, formatValue } from '../../views/valueTicks';

interface Column {
  readonly key: keyof typeof boardTexts.columns;
  readonly isText?: boolean;
  /** What rows are sorted by. */
  readonly value: (row: NumbersRow) => number | string | null;
  readonly text: (row: NumbersRow) => string;
}

const nats = (row: NumbersRow, value: number | null, signed = false) => (value === null ? '–' : formatValue(value, row.units, signed));

const COLUMNS: readonly Column[] = [
  { key: 'network', isText: true, value: (row) => row.network, text: (row) => row.network },
  { key: 'layer', isText: true, value: (row) => row.record.info.depth, text: (row) => row.layer },
  { key: 'depth', value: (row) => row.depth, text: (row) => (row.depth === null ? '–' : fixed(row.depth, 2)) },
  { key: 'picture', isText: true, value: (row) => row.picture, text: (row) => row.picture },
  { key: 'metric', isText: true, value: (row) => row.metric, text: (row) => row.metric },
  { key: 'mean', value: (row) => row.record.progress.meanValue, text: (row) => nats(row, row.record.progress.meanValue) },
  { key: 'gain', value: (row) => row.record.progress.gain, text: (row) => nats(row, row.record.progress.gain, true) },
  {
    key: 'distortion', value: (row) => row.record.progress.distortion,
    text: ({ record: { progress } }) => (progress.distortion === null ? '–' : formatDistortion(progress.distortion, progress.distortionCi95)),
  },
  { key: 'passes', value: (row) => row.record.progress.passes, text: (row) => String(row.record.progress.passes) },
  { key: 'status', isText: true, value: (row) => layerStatusTexts[row.record.progress.status], text: (row) => layerStatusTexts[row.record.progress.status] },
];

interface Sorting {
  readonly key: Column['key'];
  readonly isDescending: boolean;
}

/** Rows without the number come last, whichever way the others go. */
export function sortedRows(rows: readonly NumbersRow[], { key, isDescending }: Sorting): readonly NumbersRow[] {
  const { value } = COLUMNS.find((column) => column.key === key)!;
  const direction = isDescending ? -1 : 1;
  return [...rows].sort((rowA, rowB) => {
    const [a, b] = [value(rowA), value(rowB)];
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    return direction * (typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b)));
  });
}

export function rowsAsTsv(rows: readonly NumbersRow[]): string {
  const head = COLUMNS.flatMap(({ key }) => (key === 'mean' ? [boardTexts.columns.mean, boardTexts.units] : [boardTexts.columns[key]]));
  const line = (row: NumbersRow) => COLUMNS.flatMap(({ key, text }) => (key === 'mean' ? [text(row), row.units] : [text(row)]));
  // A tab in a name would be another column.
  return [head, ...rows.map(line)].map((cells) => cells.map((cell) => cell.replaceAll(/[\t\n]/g, ' ')).join('\t')).join('\n');
}

async function copyTable(rows: readonly NumbersRow[]) {
  try {
    await navigator.clipboard.writeText(rowsAsTsv(rows));
    tell('note', 'export', boardTexts.tableCopied);
  } catch {
    tell('warning', 'export', boardTexts.tableNotCopied);
  }
}

/** The curves as numbers: sorted by any column, copied as they stand. */
export function BoardNumbers() {
  const runs = useBoard((board) => board.runs);
  const view = useApp((state) => state.view);
  const [sorting, setSorting] = useState<Sorting>({ key: 'network', isDescending: false });
  const rows = useMemo(() => sortedRows(numbersRows(runs, view), sorting), [runs, view, sorting]);
  const sortBy = (key: Column['key']) => setSorting((before) => ({ key, isDescending: before.key === key && !before.isDescending }));
  return (
    <details className="numbers board-numbers" data-testid="board-numbers">
      <summary>{boardTexts.numbersTitle}</summary>
      <div className="numbers-scroll" tabIndex={0} role="group" aria-label={boardTexts.numbersTitle}>
        <button type="button" className="quiet-action" data-testid="copy-tsv" onClick={() => void copyTable(rows)}>
          {boardTexts.copyTable}
        </button>
        <table>
          <thead>
            <tr>
              {COLUMNS.map(({ key, isText }) => (
                <th key={key} scope="col" className={isText ? 'is-text' : ''} aria-sort={sorting.key === key ? (sorting.isDescending ? 'descending' : 'ascending') : 'none'}>
                  <button type="button" data-testid={`sort-${key}`} onClick={() => sortBy(key)}>
                    {boardTexts.columns[key]}
                    <span aria-hidden="true">{sorting.key === key ? (sorting.isDescending ? ' ↓' : ' ↑') : ''}</span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id} data-testid="board-row">
                {COLUMNS.map(({ key, isText, text }) => (
                  <td key={key} className={isText ? 'is-text' : ''} title={key === 'status' ? row.record.progress.statusReason : undefined}>
                    {key === 'status' && <StatusMark status={row.record.progress.status} />}
                    {text(row)}
                    {key === 'mean' && <small>{row.units === 'raw' ? '' : ` ${row.units}`}</small>}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
