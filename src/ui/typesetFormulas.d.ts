/** Made by `scripts/typesetFormulas.ts` when the page is built. */
declare module 'virtual:typeset-formulas' {
  import type { FormulaName } from './formulas';

  /** Each formula's lines as HTML. */
  export const typeset: Readonly<Record<FormulaName, readonly string[]>>;
}
