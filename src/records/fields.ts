/** Reading a file of plain data strictly: every field has its name, and what is wrong with it says so. */

/** A file that is not what it says it is; the message names the file, the field and the remedy, and is shown as it is. */
export class RecordError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RecordError';
  }
}

export interface Field {
  /** As messages call the file. */
  readonly file: string;
  /** '' for the whole of it, else as one would write it in JavaScript: layers[2].map.data */
  readonly path: string;
  readonly value: unknown;
  /** What can be done about it; absent: mend the file, or export the run again. */
  readonly remedy?: string;
}

const REMEDY = 'Mend the file, or export the run again.';

export interface NumberBounds {
  readonly least?: number;
  readonly most?: number;
  readonly isWhole?: boolean;
}

/** @throws RecordError saying what the field is instead */
export function refuseField({ file, path, value, remedy }: Field, wanted: string): never {
  throw new RecordError(
    value === undefined
      ? `“${file}” has no ${path}: it must be ${wanted}. ${remedy ?? 'Write it into the file, or export the run again.'}`
      : `“${file}”: ${path || 'the whole'} is ${shown(value)}, but must be ${wanted}. ${remedy ?? REMEDY}`,
  );
}

const SHOWN_MOST = 60;

function shown(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > SHOWN_MOST ? `${text.slice(0, SHOWN_MOST)}…` : text;
}

/** A field of an object; its value is undefined where it is missing. */
export function at(parent: Field, key: string): Field {
  const { path, value } = parent;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuseField(parent, 'an object');
  return { ...parent, path: path === '' ? key : `${path}.${key}`, value: (value as Record<string, unknown>)[key] };
}

export function isGiven({ value }: Field): boolean {
  return value !== undefined && value !== null;
}

export function textOf(field: Field): string {
  return typeof field.value === 'string' ? field.value : refuseField(field, 'a text');
}

/** A text that is not empty. */
export function nameOf(field: Field): string {
  return textOf(field) === '' ? refuseField(field, 'a text that is not empty') : textOf(field);
}

export function numberOf(field: Field, { least = -Infinity, most = Infinity, isWhole = false }: NumberBounds = {}): number {
  const { value } = field;
  const isFit = typeof value === 'number' && Number.isFinite(value) && value >= least && value <= most && (!isWhole || Number.isInteger(value));
  return isFit ? value : refuseField(field, boundsInWords(least, most, isWhole));
}

function boundsInWords(least: number, most: number, isWhole: boolean): string {
  const kind = isWhole ? 'a whole number' : 'a number';
  if (least > -Infinity && most < Infinity) return `${kind} from ${least} to ${most}`;
  if (least > -Infinity) return `${kind}, at least ${least}`;
  return most < Infinity ? `${kind}, at most ${most}` : kind;
}

/** null where the file has null or nothing. */
export function optional<Value>(field: Field, read: (field: Field) => Value): Value | null {
  return isGiven(field) ? read(field) : null;
}

export function listOf(field: Field): readonly Field[] {
  if (!Array.isArray(field.value)) return refuseField(field, 'a list');
  return field.value.map((value: unknown, index) => ({ ...field, path: `${field.path}[${index}]`, value }));
}

export function oneOf<Value extends string>(field: Field, options: readonly Value[]): Value {
  return options.find((option) => option === field.value) ?? refuseField(field, `one of ${options.join(', ')}`);
}

/**
 * Numbers of a list, each finite; a list of hundreds of thousands, so that no field is made for each.
 * @throws RecordError where there are not `count` of them, or one is no number
 */
export function numbersOf(field: Field, count: number | null, countInWords: string): readonly number[] {
  const { file, path, value } = field;
  if (!Array.isArray(value)) return refuseField(field, `a list of ${countInWords}`);
  if (count !== null && value.length !== count) return refuseField(field, `a list of ${countInWords}`);
  for (let i = 0; i < value.length; i++) {
    const entry: unknown = value[i];
    if (typeof entry !== 'number' || !Number.isFinite(entry)) refuseField({ file, path: `${path}[${i}]`, value: entry }, 'a finite number');
  }
  return value as readonly number[];
}

/** @throws RecordError where the text is not JSON */
export function parseFields(text: string, file: string, remedy?: string): Field {
  try {
    return { file, path: '', value: JSON.parse(text) as unknown, ...(remedy === undefined ? {} : { remedy }) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const hint = /\b(NaN|Infinity)\b/.test(text) ? ' It holds NaN or Infinity, which JSON does not know: Python’s json.dumps writes them unless allow_nan is False.' : '';
    throw new RecordError(`“${file}” is not JSON (${why}). ${remedy === undefined ? 'It may be cut off: copy or export it again.' : `It may be cut off. ${remedy}`}${hint}`);
  }
}
