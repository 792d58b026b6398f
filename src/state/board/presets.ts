/** Ready comparisons for an empty board, of what is served here and what lies on the table. */
import type { CatalogueEntry, SamplePicture } from '../../core/modelCard';
import { boardTexts } from '../../ui/textsBoard';
import type { Product } from './product';
import type { BoardModel, BoardSubject } from './subject';
import { withMetric } from './subject';

export interface Preset {
  readonly id: 'networks' | 'depth' | 'metrics';
  readonly title: string;
  readonly line: string;
  readonly product: Product;
  /** Whether the first two maps are held against each other at once. */
  readonly isPair: boolean;
}

export const servedModel = ({ id, title }: CatalogueEntry): BoardModel => ({ link: id, choices: null, title, sha256: null });

const FIRST_HALF_LAST = [{ depth: 0 }, { depth: 0.5 }, { depth: 1 }];

/** @param chosen what is chosen on the table. */
export function presets(chosen: BoardSubject, catalogue: readonly CatalogueEntry[], samples: readonly SamplePicture[]): readonly Preset[] {
  const { model, picture, spec } = chosen;
  const discarding = withMetric(spec, 'discarding');
  const [first, second] = catalogue;
  // Both of the first two are for thumbnails: a photograph on the table would do, but says less.
  const thumbnail = samples.find(({ kind }) => kind !== 'photograph');
  const isThumbnail = samples.some(({ id, kind }) => `sample:${id}` === picture.link && kind !== 'photograph');
  const small = isThumbnail || !thumbnail ? picture : { link: `sample:${thumbnail.id}`, window: null, name: thumbnail.title, sha256: null, own: null };
  return [
    ...(first && second
      ? [{
          id: 'networks' as const,
          ...boardTexts.presetNetworks(first.title, second.title),
          product: { networks: [servedModel(first), servedModel(second)], pictures: [small], specs: [discarding], layers: FIRST_HALF_LAST },
          isPair: false,
        }]
      : []),
    {
      id: 'depth', ...boardTexts.presetDepth(model.title), isPair: true,
      product: { networks: [model], pictures: [picture], specs: [discarding], layers: [{ depth: 0 }, { depth: 1 }] },
    },
    {
      id: 'metrics', ...boardTexts.presetMetrics(model.title), isPair: false,
      product: { networks: [model], pictures: [picture], specs: [discarding, withMetric(spec, 'attribution:grad-cam')], layers: [{ depth: 0.5 }, { depth: 1 }] },
    },
  ];
}
