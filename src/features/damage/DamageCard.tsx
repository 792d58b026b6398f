import { useId, useState } from 'react';
import { DAMAGE_WAYS, type Damage, type DamageWay } from '../../core/spec';
import { changeDamage, layersToDamage, middleLayer, setDamage } from '../../state/damage';
import { selectLayers } from '../../state/selectors';
import { useApp } from '../../state/store';
import { Icon } from '../../ui/Icon';
import { Segmented } from '../../ui/Segmented';
import { damageTexts as texts } from '../../ui/textsDamage';
import './damage.css';

/** Some filters of a layer disturbed, in one line; unfolded, to be changed. */
export function DamageCard() {
  const damage = useApp((state) => state.setup.damage);
  const isReady = useApp((state) => state.model?.loaded != null);
  const [isOpen, setOpen] = useState(false);
  const bodyId = useId();
  return (
    <section className="damage" data-testid="damage" data-open={isOpen}>
      <h2 className="label">
        <button type="button" className="damage-head" data-testid="damage-toggle" aria-expanded={isOpen} aria-controls={bodyId} onClick={() => setOpen(!isOpen)}>
          {texts.title}
          <Icon name="chevron" />
        </button>
      </h2>
      <p className="damage-summary" data-testid="damage-summary">
        {damage ? texts.summary(damage.share, damage.way) : texts.none}
      </p>
      <div id={bodyId}>{isOpen && isReady && <DamageFields damage={damage} />}</div>
    </section>
  );
}

function DamageFields({ damage }: { damage: Damage | null }) {
  const layers = useApp(selectLayers);
  const layerFieldId = useId();
  const shareId = useId();
  const way: DamageWay = damage?.way ?? 'zeroed';
  const share = damage?.share ?? 0;
  return (
    <div className="damage-body" data-testid="damage-body">
      <div className="field">
        <label className="field-label" htmlFor={layerFieldId}>
          {texts.layer}
        </label>
        <select
          id={layerFieldId}
          className="select"
          data-testid="damage-layer"
          value={damage?.layerId ?? middleLayer(layers)?.id ?? ''}
          onChange={(event) => changeDamage({ layerId: event.target.value })}
        >
          {layersToDamage(layers).map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </div>
      <Segmented
        label={texts.way}
        testId="damage-way"
        value={way}
        options={DAMAGE_WAYS.map((value) => ({ value, label: texts.ways[value] }))}
        onChange={(next) => changeDamage({ way: next })}
      />
      <p className="field-help">
        {texts.explained[way]} {texts.shortcutNote}
      </p>
      <div className="field">
        <label className="field-label" htmlFor={shareId}>
          {texts.share} <output>{texts.shareValue(share)}</output>
        </label>
        <input
          id={shareId}
          type="range"
          data-testid="damage-share"
          min={0}
          max={100}
          step={1}
          value={Math.round(100 * share)}
          aria-valuetext={texts.shareValue(share)}
          onChange={(event) => changeDamage({ share: Number(event.target.value) / 100 })}
        />
      </div>
      <div className="damage-tools">
        <button type="button" className="quiet-action" data-testid="damage-again" disabled={!damage} onClick={() => damage && changeDamage({ seed: damage.seed + 1 })}>
          {texts.again}
        </button>
        <button type="button" className="quiet-action" data-testid="damage-repair" disabled={!damage} onClick={() => setDamage(null)}>
          {texts.repair}
        </button>
      </div>
    </div>
  );
}
