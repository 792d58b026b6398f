/** Writing SVG as text: no document is needed, so that figures are made and tested anywhere. */

export type Attributes = Readonly<Record<string, string | number | null>>;

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

export function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
}

const DECIMALS = 2;
const written = (value: string | number) => (typeof value === 'number' ? String(Number(value.toFixed(DECIMALS))) : escaped(value));

/** Children are SVG already; attributes that are null are left out. Numbers have two decimals: a hundredth of a pixel. */
export function tag(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const all = Object.entries(attributes).flatMap(([key, value]) => (value === null ? [] : [` ${key}="${written(value)}"`]));
  return children.length === 0 ? `<${name}${all.join('')}/>` : `<${name}${all.join('')}>${children.join('')}</${name}>`;
}

export interface TextOptions {
  readonly size?: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly weight?: number;
  readonly fill?: string;
  readonly className?: string;
}

export const INK = '#1a1a1a';
export const GREY = '#5f5f5f';
export const LINE = '#d4d4d4';

/** One line of type; `y` is its baseline. */
export function line(x: number, y: number, text: string, { size = 12, anchor = 'start', weight = 400, fill = INK, className }: TextOptions = {}): string {
  return tag('text', { x, y, class: className ?? null, 'font-size': size, 'text-anchor': anchor === 'start' ? null : anchor, 'font-weight': weight === 400 ? null : weight, fill }, escaped(text));
}

/** Average width of a character of Inter and of what stands in for it, as a share of its size. */
const CHARACTER_WIDTH = 0.5;

export function textWidth(text: string, size: number): number {
  return text.length * size * CHARACTER_WIDTH;
}

/** Lines of at most that width; an address is broken behind a &, so that it can be put together again. */
export function wrapped(text: string, width: number, size: number): readonly string[] {
  const most = Math.max(8, Math.floor(width / (size * CHARACTER_WIDTH)));
  const lines: string[] = [];
  let current = '';
  const pieces = text.split(' ').flatMap((word) => breakable(word, most).map((piece, i) => ({ piece, isNew: i === 0 })));
  for (const { piece, isNew } of pieces) {
    const gap = current !== '' && isNew ? ' ' : '';
    if (current !== '' && current.length + gap.length + piece.length > most) {
      lines.push(current);
      current = piece;
    } else current += gap + piece;
  }
  if (current !== '') lines.push(current);
  return lines;
}

function breakable(word: string, most: number): readonly string[] {
  if (word.length <= most) return [word];
  return word.split(/(?<=&)/).flatMap((part) => Array.from({ length: Math.ceil(part.length / most) }, (_, i) => part.slice(i * most, (i + 1) * most)));
}

/** Cut to a width, with a sign that it was. */
export function clipped(text: string, width: number, size: number): string {
  const most = Math.max(2, Math.floor(width / (size * CHARACTER_WIDTH)));
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
