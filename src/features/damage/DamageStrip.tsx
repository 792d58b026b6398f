import { setDamage } from '../../state/damage';
import { useApp } from '../../state/store';
import { damageTexts as texts } from '../../ui/textsDamage';
import './damage.css';

/** Above the maps, for as long as they are a damaged network's: nobody may take them for the trained one's. */
export function DamageStrip() {
  const damage = useApp((state) => state.setup.damage);
  const title = useApp((state) => state.model?.layers.find(({ id }) => id === state.setup.damage?.layerId)?.title ?? null);
  if (!damage || damage.share === 0) return null;
  return (
    <div className="damage-strip" role="status" data-testid="damage-strip">
      <p>{texts.strip(damage.share, title ?? damage.layerId, damage.way)}</p>
      <button type="button" className="quiet-action" data-testid="damage-strip-repair" onClick={() => setDamage(null)}>
        {texts.repair}
      </button>
    </div>
  );
}
