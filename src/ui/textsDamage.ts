/** Texts of the network's damage. */
import { inLanguage } from '../core/language';
import type { DamageWay } from '../core/spec';
import { fixed } from '../core/writtenNumber';

const percent = (share: number) => `${fixed(100 * share, 0)}%`;

const done: Record<DamageWay, string> = {
  zeroed: 'set to zero', shuffled: 'exchanged with each other', noised: 'given noise as large as they are', randomised: 'drawn anew at random',
};

const english = {
  damageTexts: {
    title: 'Damage',
    none: 'None: the network is as it was trained.',
    summary: (share: number, way: DamageWay) => `${percent(share)} of a layer’s filters ${done[way]}`,
    layer: 'Filters of',
    way: 'are',
    ways: { zeroed: 'Zeroed', shuffled: 'Shuffled', noised: 'Noised', randomised: 'Randomised' } satisfies Record<DamageWay, string>,
    explained: {
      zeroed: 'Chosen filters are set to zero: their channels say nothing any more.',
      shuffled: 'Chosen filters change places: every channel is still there, where the next layer does not expect it.',
      noised: 'Every chosen filter gets Gaussian noise with its own root mean square.',
      randomised: 'Chosen filters are drawn anew, as before training (He et al. 2015).',
    } satisfies Record<DamageWay, string>,
    share: 'Share of the filters',
    shareValue: percent,
    seed: 'Which ones',
    again: 'Choose others',
    repair: 'Repair',
    shortcutNote: 'A block’s filters are those of all its convolutions; what goes around them stays.',
    strip: (share: number, layer: string, way: DamageWay) => `This network is damaged: ${percent(share)} of the filters of ${layer} are ${done[way]}. Maps and predictions are the damaged network’s.`,
    layerUnknown: (layerId: string, network: string) => `The damage is left out: ${network} has no layer “${layerId}”. Choose a layer under Damage.`,
  },
};

export const { damageTexts } = inLanguage({ en: english });
