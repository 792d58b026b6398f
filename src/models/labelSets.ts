/** Class names; the lists come with the packages that publish them and are loaded when a network needs one. */
import type { LabelSetName } from '../core/modelCard';
import type { LabelChoice } from '../core/modelChoices';
import { EngineFailure } from '../engine/failure';

/** ImageNet's classes, and those of networks that put a class for everything else before them. */
const IMAGENET_CLASSES = 1000;

export interface ResolvedLabels {
  readonly set: LabelSetName;
  /** Of an own file. */
  readonly name: string | null;
  readonly labels: readonly string[];
}

/** @param classes how many scores the network gives; null where it gives none */
export async function resolveLabels(choice: LabelChoice, classes: number | null): Promise<ResolvedLabels> {
  switch (choice.set) {
    case 'imagenet-1k': {
      const names = await imagenetLabels();
      return { set: choice.set, name: null, labels: classes === IMAGENET_CLASSES + 1 ? ['background', ...names] : names };
    }
    case 'coco':
      return { set: choice.set, name: null, labels: await cocoLabels(classes) };
    case 'own':
      return { set: choice.set, name: choice.name ?? null, labels: choice.labels ?? [] };
    case 'none':
      return { set: choice.set, name: null, labels: [] };
    default: {
      const unknown: never = choice.set;
      throw new EngineFailure('spec-invalid', `There is no label set "${String(unknown)}".`);
    }
  }
}

/** By the number of classes alone. */
export function guessLabelSet(classes: number | null): LabelSetName {
  return classes === IMAGENET_CLASSES || classes === IMAGENET_CLASSES + 1 ? 'imagenet-1k' : 'none';
}

/** ILSVRC 2012, in the order of its synsets; the first of each class's names. */
async function imagenetLabels(): Promise<string[]> {
  const { IMAGENET_CLASSES: names } = await import('@tensorflow-models/mobilenet/dist/imagenet_classes');
  return Array.from({ length: IMAGENET_CLASSES }, (_, index) => (names[index] ?? `class ${index}`).split(',')[0]!);
}

/** By the published ids, 1 to 90 with gaps; networks with 80 classes leave the gaps out, those with 91 begin with the background. */
async function cocoLabels(classes: number | null): Promise<string[]> {
  const { CLASSES } = await import('@tensorflow-models/coco-ssd/dist/classes');
  const known = Object.values(CLASSES);
  if (classes === known.length) return known.map(({ displayName }) => displayName);
  const most = Math.max(...known.map(({ id }) => id));
  const byId = Array.from({ length: most + 1 }, (_, id) => CLASSES[id]?.displayName ?? (id === 0 ? 'background' : `class ${id}`));
  return classes === most ? byId.slice(1) : byId;
}
