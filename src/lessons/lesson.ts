/**
 * A lesson: pages that lay something on the table, ask what will be seen, and then say what was measured. The file that it
 * is read from is described in README.md beside this file; this is the lesson after reading.
 */
import type { QuantityName } from '../core/quantityNames';
import type { MetricName, NetworkVariant } from '../core/spec';
import type { Link } from '../link/link';

export interface Lesson {
  readonly id: string;
  readonly title: string;
  /** One line for the list of lessons. */
  readonly summary: string;
  readonly minutes: number;
  readonly pages: readonly LessonPage[];
}

export interface LessonPage {
  readonly title: string;
  readonly text: readonly Paragraph[];
  /** What lies on the table; null while no page so far has said anything of it. */
  readonly table: Link | null;
  readonly view: LessonView;
  /** The layer whose map stands large; null for none. */
  readonly large: LayerRef | null;
  /** What the viewer is not to see before the answer: nothing, every map, or the maps of these layers. */
  readonly veil: 'none' | 'all' | readonly LayerRef[];
  readonly beside: readonly BesideRun[];
  readonly measures: ReadonlyMap<string, Measure>;
  readonly formulas: readonly LessonFormula[];
  readonly figure: TwoPixelsStart | null;
  readonly prediction: Prediction | null;
  /** Shown with the answer, or below the text on a page without a question. */
  readonly reveal: readonly Paragraph[];
  readonly finding: Finding | null;
}

/** What a page may set of how numbers are shown; the rest is the viewer's. */
export interface LessonView {
  readonly quantity: 'absolute' | 'relative';
  readonly curve: 'mean' | 'concentration' | 'knowledge';
  readonly attributionScale: 'shared' | 'own';
  readonly uniformReference: boolean;
  readonly runningMaximum: boolean;
}

export const LESSON_FORMULAS = ['entropy', 'discarding', 'relative', 'gain', 'concentration', 'knowledge', 'reconstruction', 'gradient'] as const;
export type LessonFormula = (typeof LESSON_FORMULAS)[number];

/** A layer's id, or the first or last of the layers on the table, or the one with the highest or lowest mean. */
export type LayerRef = string;
export const LAYER_PLACES = ['first', 'last', 'highest', 'lowest'] as const;

/** A run beside the table: its maps are shown on the page, its numbers can be measured under its name. */
export interface BesideRun {
  readonly name: string;
  /** Over its map. */
  readonly title: string;
  readonly layers: readonly LayerRef[];
  /** null: as on the table. */
  readonly metric: MetricName | null;
  readonly budget: number | null;
  readonly seed: number | null;
  readonly variant: NetworkVariant | null;
}

export const LAYER_QUANTITIES = [
  'mean', 'p10', 'p90', 'gain', 'uniform', 'distortion', 'passes', 'noise', 'magnitude', 'concentration', 'insideShare', 'rankCorrelation',
] as const;
export const TABLE_QUANTITIES = ['depthOrder', 'probability'] as const;
export type LayerQuantity = (typeof LAYER_QUANTITIES)[number];
export type TableQuantity = (typeof TABLE_QUANTITIES)[number];

/** One number of a run. */
export type Reading =
  | { readonly of: Exclude<LayerQuantity, 'rankCorrelation'>; readonly layer: LayerRef; readonly run: string | null }
  /** Spearman's rho of two maps. */
  | { readonly of: 'rankCorrelation'; readonly layer: LayerRef; readonly run: string | null; readonly withLayer: LayerRef; readonly withRun: string | null }
  | { readonly of: TableQuantity }
  /** In closed form, of a linear layer that sees two pixels of these sensitivities. */
  | { readonly of: 'twoPixelGain'; readonly sensitivities: readonly [number, number] }
  /** What was measured under this name, on this page or an earlier one. */
  | { readonly of: 'measured'; readonly measure: string };

/** A number to be said in a text or to answer a question: a reading, perhaps less another, perhaps divided by one. */
export interface Measure {
  readonly reading: Reading;
  readonly minus: Reading | null;
  readonly over: Reading | null;
}

export type Prediction =
  | {
      readonly kind: 'choice';
      readonly question: string;
      readonly options: readonly ChoiceOption[];
      /** How the right option is found: by where one number falls, or by whose number is largest or smallest. */
      readonly rule: { readonly by: 'interval'; readonly measure: string } | { readonly by: 'largest' | 'smallest' };
    }
  /** A place on the picture where the layer's map is high or low. */
  | { readonly kind: 'point'; readonly question: string; readonly layer: LayerRef; readonly end: 'high' | 'low' }
  /** The curve over the layers on the table; its first point is given, and the axis reaches spanNats from end to end. */
  | { readonly kind: 'curve'; readonly question: string; readonly quantity: CurveQuantity; readonly spanNats: number };

export type CurveQuantity = 'mean' | 'gain' | 'concentration';

export interface ChoiceOption {
  readonly text: string;
  /** `interval`: right for measured values below this and not below the option before; Infinity for the last. */
  readonly below: number;
  /** `largest` and `smallest`: the number that is compared. */
  readonly measure: string | null;
}

/** What is usually found, and where that lies: a run that finds otherwise says so. */
export interface Finding {
  readonly measure: string;
  readonly from: number;
  readonly below: number;
  readonly holds: Paragraph;
  readonly differs: Paragraph;
}

export interface TwoPixelsStart {
  readonly sensitivities: readonly [number, number];
  readonly budget: number;
}

/** Words, numbers that were measured, and quantities that explain themselves. */
export type Paragraph = readonly Piece[];
export type Piece =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'emphasis'; readonly text: string }
  | { readonly kind: 'value'; readonly measure: string }
  | { readonly kind: 'quantity'; readonly name: QuantityName; readonly text: string };

/** Ready to show: names the lesson, the page and the field, and what to do. */
export class LessonError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'LessonError';
  }
}
