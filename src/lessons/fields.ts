/** Reading a lesson's JSON field by field: each reader gives a value or throws a LessonError that says where it stands. */
import { LessonError } from './lesson';

/** A place in a lesson file, as a reader would say it: "page 3, prediction.options[1].text". */
export interface Place {
  readonly file: string;
  readonly page: number | null;
  readonly path: string;
}

export type JsonObject = Readonly<Record<string, unknown>>;

export function at(place: Place, key: string | number): Place {
  const step = typeof key === 'number' ? `[${key}]` : place.path === '' ? key : `.${key}`;
  return { ...place, path: place.path + step };
}

export function fail(place: Place, what: string): never {
  const where = [place.page === null ? null : `page ${place.page}`, place.path === '' ? null : place.path].filter((part) => part !== null);
  throw new LessonError(`The lesson “${place.file}” cannot be used. ${where.length > 0 ? `${capitalised(where.join(', '))}: ` : ''}${what}`);
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What was found, in few enough letters for a message. */
export function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 40 ? `${text.slice(0, 37)}…` : text;
}

export function asObject(value: unknown, place: Place): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) fail(place, `it must be an object, but is ${shown(value)}.`);
  return value as JsonObject;
}

/** Fields that nobody reads are mistakes in a hand-written file. */
export function onlyKeys(object: JsonObject, place: Place, keys: readonly string[]): void {
  const unknown = Object.keys(object).find((key) => !keys.includes(key));
  if (unknown !== undefined) fail(at(place, unknown), `there is no such field. Here may stand ${keys.join(', ')}.`);
}

export function asText(value: unknown, place: Place): string {
  if (typeof value !== 'string' || value.trim() === '') fail(place, `it must be a text, but is ${shown(value)}.`);
  return value as string;
}

export function asNumber(value: unknown, place: Place, least = -Infinity, most = Infinity): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < least || value > most) {
    const bounds = least === -Infinity && most === Infinity ? '' : least === -Infinity ? `, at most ${most}` : most === Infinity ? `, at least ${least}` : ` from ${least} to ${most}`;
    fail(place, `it must be a number${bounds}, but is ${shown(value)}.`);
  }
  return value as number;
}

export function asInteger(value: unknown, place: Place, least: number, most: number): number {
  const number = asNumber(value, place, least, most);
  if (!Number.isInteger(number)) fail(place, `it must be a whole number, but is ${number}.`);
  return number;
}

export function asBoolean(value: unknown, place: Place): boolean {
  if (typeof value !== 'boolean') fail(place, `it must be true or false, but is ${shown(value)}.`);
  return value as boolean;
}

export function asOneOf<Word extends string>(value: unknown, place: Place, words: readonly Word[]): Word {
  const word = words.find((candidate) => candidate === value);
  return word ?? fail(place, `it must be one of ${words.join(', ')}, but is ${shown(value)}.`);
}

/** A list, or one entry that stands for a list of one. */
export function asList(value: unknown, place: Place): readonly unknown[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) fail(place, `it must be a list in square brackets, but is ${shown(value)}.`);
  return value as readonly unknown[];
}

export function optional<Value>(value: unknown, fallback: Value, read: (value: unknown) => Value): Value {
  return value === undefined ? fallback : read(value);
}
