import { useApp } from '../state/store';
import { texts } from '../ui/texts';

/** What a colour means, in words: for whoever stands in front of it for the first time. */
export function HowToRead() {
  const quantity = useApp((state) => state.view.quantity);
  return (
    <section className="how">
      <h2 className="label">{texts.howToRead}</h2>
      <p>{quantity === 'relative' ? texts.howRelative : texts.howAbsolute}</p>
      <p>{texts.pixelHint}</p>
    </section>
  );
}
