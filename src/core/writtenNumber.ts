/** Numbers as the page's language writes them: the one place that knows its decimal sign. Files and links do not come here. */
import type { Language } from './language';
import { language } from './language';

export interface NumberSigns {
  readonly decimal: string;
  /** Between groups of three digits. */
  readonly group: string;
}

export function signsOf(tag: Language | 'de' | 'fr'): NumberSigns {
  const parts = new Intl.NumberFormat(tag, { useGrouping: true }).formatToParts(1234567.5);
  const sign = (type: 'decimal' | 'group') => parts.find((part) => part.type === type)?.value ?? '';
  return { decimal: sign('decimal'), group: sign('group') };
}

export const numberSigns: NumberSigns = signsOf(language);

/** "1.50": so many places behind the sign. */
export function fixed(value: number, places: number, { decimal }: NumberSigns = numberSigns): string {
  return value.toFixed(places).replace('.', decimal);
}

/** "1.50": so many digits. */
export function toDigits(value: number, digits: number, { decimal }: NumberSigns = numberSigns): string {
  return value.toPrecision(digits).replace('.', decimal);
}

/** "1.5": as many places as it has. */
export function written(value: number, { decimal }: NumberSigns = numberSigns): string {
  return String(value).replace('.', decimal);
}

/** "50 000": groups of three, parted by a narrow space, which is right in every language. */
export function inGroups(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}
