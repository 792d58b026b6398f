import { useEffect, useState } from 'react';
import type { FormulaName } from './formulas';
import { formulas } from './formulas';

type Setter = (tex: string) => string;

/** KaTeX and its fonts come in a chunk of their own, after the first map has had the machine. */
const loadSetter = async (): Promise<Setter> => {
  const [{ default: katex }] = await Promise.all([import('katex'), import('katex/dist/katex.min.css')]);
  return (tex) => katex.renderToString(tex, { displayMode: false, output: 'htmlAndMathml', throwOnError: true });
};

let setter: Promise<Setter> | null = null;

/** Set from our own constants; nothing of the viewer's gets in. Until the setter is there, its room is kept. */
export function Formula({ name }: { name: FormulaName }) {
  const [set, setSet] = useState<{ readonly tex: Setter } | null>(null);
  useEffect(() => {
    let isMounted = true;
    setter ??= loadSetter();
    void setter.then((tex) => isMounted && setSet({ tex }));
    return () => {
      isMounted = false;
    };
  }, []);
  return (
    <div className="formula" data-testid={`formula-${name}`}>
      {formulas[name].map((tex) =>
        set ? <p key={tex} dangerouslySetInnerHTML={{ __html: set.tex(tex) }} /> : <p key={tex}>{'\u200b'}</p>,
      )}
    </div>
  );
}
