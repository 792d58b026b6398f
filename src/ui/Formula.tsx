import { useEffect, useState } from 'react';
import type { FormulaName } from './formulas';
import { formulas } from './formulas';

type Typeset = Readonly<Record<FormulaName, readonly string[]>>;

/** What was set when the page was built comes with its fonts, in a chunk of its own, after the first map has had the machine. */
const load = async (): Promise<Typeset> => {
  const [{ typeset }] = await Promise.all([import('virtual:typeset-formulas'), import('katex/dist/katex.min.css')]);
  return typeset;
};

let loading: Promise<Typeset> | null = null;

/** Set from our own constants; nothing of the viewer's gets in. Until it is there, its room is kept. */
export function Formula({ name }: { name: FormulaName }) {
  const [typeset, setTypeset] = useState<Typeset | null>(null);
  useEffect(() => {
    let isMounted = true;
    loading ??= load();
    void loading.then((all) => isMounted && setTypeset(all));
    return () => {
      isMounted = false;
    };
  }, []);
  return (
    <div className="formula" data-testid={`formula-${name}`}>
      {formulas[name].map((tex, line) =>
        typeset ? <p key={tex} dangerouslySetInnerHTML={{ __html: typeset[name][line]! }} /> : <p key={tex}>{'\u200b'}</p>,
      )}
    </div>
  );
}
