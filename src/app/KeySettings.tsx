import { allowSingleKeys, openKeyList, useShortcuts } from '../state/shortcuts';
import { keysTexts as texts } from '../ui/textsKeys';

export function KeySettings() {
  const areOn = useShortcuts((state) => state.areSingleKeysOn);
  return (
    <section className="drawer-section">
      <h3>{texts.title}</h3>
      <label className="toggle">
        <input type="checkbox" data-testid="single-keys" checked={areOn} onChange={(event) => allowSingleKeys(event.target.checked)} />
        <span>{texts.single}</span>
      </label>
      <button type="button" className="quiet-action" data-testid="open-key-list" onClick={openKeyList}>
        {texts.open}
      </button>
    </section>
  );
}
