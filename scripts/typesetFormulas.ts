/** Formulas are set when the page is built: the setter is larger than all that it ever sets. */
import { renderToString } from 'katex';
import type { Plugin } from 'vite';
import { formulas } from '../src/ui/formulas.ts';

const MODULE = 'virtual:typeset-formulas';
const RESOLVED = `\0${MODULE}`;

/** Every browser that runs the page reads woff2; the older formats would only be copied along. */
const OLD_FONTS = /,url\([^)]*\.(?:woff|ttf)\) format\("(?:woff|truetype)"\)/g;

/** `virtual:typeset-formulas` gives, for each of `ui/formulas.ts`, its lines as HTML, with MathML for those who listen. */
export function typesetFormulas(): Plugin {
  return {
    name: 'typeset-formulas',
    resolveId: (id) => (id === MODULE ? RESOLVED : null),
    load: (id) => (id === RESOLVED ? `export const typeset = ${JSON.stringify(typesetAll())};` : null),
    transform: {
      order: 'pre',
      handler: (code, id) => (/katex(?:\.min)?\.css$/.test(id) ? { code: code.replace(OLD_FONTS, ''), map: null } : null),
    },
  };
}

/** @throws where a line is not TeX that KaTeX knows */
export function typesetAll(): Record<string, string[]> {
  const set = (tex: string) => renderToString(tex, { displayMode: false, output: 'htmlAndMathml', throwOnError: true });
  return Object.fromEntries(Object.entries(formulas).map(([name, lines]) => [name, lines.map(set)]));
}
