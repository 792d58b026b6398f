/** The curves as a table of numbers: its columns, its order, and what is copied of it. Pure. */
import { fixed } from '../../core/writtenNumber';
import { layerStatusTexts } from '../../ui/texts';
import { boardTexts } from '../../ui/textsBoard';
import { formatDistortion, formatValue } from '../../views/valueTicks';
import type { NumbersRow } from './curveReading';

export interface NumbersColumn {
  readonly key: keyof typeof boardTexts.columns;
  readonly isText?: boolean;
  /** What rows are sorted by. */
  readonly value: (row: NumbersRow) => number | string | null;
  readonly text: (row: NumbersRow) => string;
}

const nats = (row: NumbersRow, value: number | null, signed = false) => (value === null ? '–' : formatValue(value, row.units, signed));

export const NUMBERS_COLUMNS: readonly NumbersColumn[] = [
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

export interface Sorting {
  readonly key: NumbersColumn['key'];
  readonly isDescending: boolean;
}

/** Rows without the number come last, whichever way the others go. */
export function sortedRows(rows: readonly NumbersRow[], { key, isDescending }: Sorting): readonly NumbersRow[] {
  const { value } = NUMBERS_COLUMNS.find((column) => column.key === key)!;
  const direction = isDescending ? -1 : 1;
  return [...rows].sort((rowA, rowB) => {
    const [a, b] = [value(rowA), value(rowB)];
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    return direction * (typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b)));
  });
}

export function rowsAsTsv(rows: readonly NumbersRow[]): string {
  const head = NUMBERS_COLUMNS.flatMap(({ key }) => (key === 'mean' ? [boardTexts.columns.mean, boardTexts.units] : [boardTexts.columns[key]]));
  const line = (row: NumbersRow) => NUMBERS_COLUMNS.flatMap(({ key, text }) => (key === 'mean' ? [text(row), row.units] : [text(row)]));
  // A tab in a name would be another column.
  return [head, ...rows.map(line)].map((cells) => cells.map((cell) => cell.replaceAll(/[\t\n]/g, ' ')).join('\t')).join('\n');
}
