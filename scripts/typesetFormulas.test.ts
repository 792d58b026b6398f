import { describe, expect, it } from 'vitest';
import { formulas } from '../src/ui/formulas';
import { typesetAll } from './typesetFormulas';

describe('typesetAll', () => {
  it('sets every line of every formula, for the eye and for who listens', () => {
    const typeset = typesetAll();
    expect(Object.keys(typeset)).toEqual(Object.keys(formulas));
    for (const [name, lines] of Object.entries(formulas)) {
      expect(typeset[name]).toHaveLength(lines.length);
      lines.forEach((tex, line) => {
        const html = typeset[name]![line]!;
        expect(html).toContain('class="katex-html" aria-hidden="true"');
        const escaped = tex.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
        expect(html).toContain(`<annotation encoding="application/x-tex">${escaped}</annotation>`);
      });
    }
  });
});
