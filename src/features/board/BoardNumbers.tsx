import { useMemo, useState } from 'react';
import type { NumbersRow } from '../../state/board/curveReading';
import { numbersRows } from '../../state/board/curveReading';
import type { NumbersColumn, Sorting } from '../../state/board/numbersTable';
import { NUMBERS_COLUMNS, rowsAsTsv, sortedRows } from '../../state/board/numbersTable';
import { tell, useApp } from '../../state/store';
import { StatusMark } from '../../ui/StatusMark';
import { boardTexts } from '../../ui/textsBoard';
import { usePaneRuns } from './usePaneRuns';

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
  const runs = usePaneRuns();
  const view = useApp((state) => state.view);
  const [sorting, setSorting] = useState<Sorting>({ key: 'network', isDescending: false });
  const rows = useMemo(() => sortedRows(numbersRows(runs, view), sorting), [runs, view, sorting]);
  const sortBy = (key: NumbersColumn['key']) => setSorting((before) => ({ key, isDescending: before.key === key && !before.isDescending }));
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
              {NUMBERS_COLUMNS.map(({ key, isText }) => (
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
                {NUMBERS_COLUMNS.map(({ key, isText, text }) => (
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
