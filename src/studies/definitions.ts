/** What each study is of, from the same files that `npm run study` reads. */
import adversarial from '../../studies/adversarial.json';
import compression from '../../studies/compression.json';
import damage from '../../studies/damage.json';
import depth from '../../studies/depth.json';
import distillation from '../../studies/distillation.json';
import families from '../../studies/families.json';
import segmentation from '../../studies/segmentation.json';
import training from '../../studies/training.json';
import type { Damage } from '../core/spec';
import { readDamage } from '../link/damage';
import type { StudyId } from './studyIds';

export interface StudyDefinition {
  readonly id: StudyId;
  readonly networks: readonly DefinedNetwork[];
  /** Its pictures are photographs, not thumbnails. */
  readonly wantsPhotographs: boolean;
  readonly seed: number;
  /** Relative depths of the maps that stand side by side. */
  readonly mapDepths: readonly number[];
}

export interface DefinedNetwork {
  readonly id: string;
  /** Of the catalogue. */
  readonly model: string;
  readonly damage: Damage | null;
  /** Those that are computed. */
  readonly layers: readonly string[];
}

interface Written {
  readonly networks: readonly (string | { readonly model: string; readonly id?: string; readonly damage?: string; readonly layers?: readonly string[] })[];
  readonly layers?: readonly string[];
  readonly seed: number;
}

const FILES: Readonly<Record<StudyId, Written>> = { depth, families, training, distillation, compression, adversarial, damage, segmentation };

/** Where stages of a residual network end. */
const STAGE_ENDS = [1 / 3, 2 / 3, 1];
/** The damaged block, the end of its stage, and the last. */
const FROM_DAMAGE = [5 / 9, 2 / 3, 1];
const ALL_ALONG = [0, 3 / 19, 6 / 19, 12 / 19];

const DEPTHS: Partial<Record<StudyId, readonly number[]>> = { damage: FROM_DAMAGE, segmentation: ALL_ALONG };

export function definitionOf(id: StudyId): StudyDefinition {
  const { networks, layers = [], seed } = FILES[id];
  return {
    id, seed, wantsPhotographs: id === 'segmentation', mapDepths: DEPTHS[id] ?? STAGE_ENDS,
    networks: networks.map((item): DefinedNetwork => {
      const network = typeof item === 'string' ? { model: item } : item;
      const reading = network.damage === undefined ? null : readDamage(network.damage);
      return { id: network.id ?? network.model, model: network.model, damage: reading && 'value' in reading ? reading.value : null, layers: network.layers ?? layers };
    }),
  };
}
