/** A lesson's measured numbers as they are written: with unit, in the units that the viewer reads. */
import { attributionMethod } from '../core/spec';
import { fixed, written } from '../core/writtenNumber';
import type { MeasureUnit } from '../lessons/evaluate';
import { unitOf } from '../lessons/evaluate';
import type { Lesson, LessonPage, Measure } from '../lessons/lesson';
import { percentText, greyLevelText } from '../ui/textsLessons';
import type { Units } from './viewSettings';
import type { AppState } from './store';
import { formatValue, writeValue } from '../views/valueTicks';

/** Where a measure is defined: on this page or the nearest one before it. */
function definedOn({ pages }: Lesson, pageIndex: number, name: string): { readonly page: LessonPage; readonly measure: Measure } | null {
  for (let i = pageIndex; i >= 0; i--) {
    const measure = pages[i]!.measures.get(name);
    if (measure) return { page: pages[i]!, measure };
  }
  return null;
}

function isOfAttribution({ reading }: Measure, page: LessonPage): boolean {
  if (!('run' in reading)) return false;
  const beside = page.beside.find(({ name }) => name === reading.run);
  return attributionMethod(beside?.metric ?? page.table?.metric ?? 'discarding') !== null;
}

export function writeMeasured(lesson: Lesson, pageIndex: number, name: string, value: number, units: Units): string {
  const defined = definedOn(lesson, pageIndex, name);
  if (!defined) return formatValue(value, 'raw');
  const { measure, page } = defined;
  // A difference of measures is written as they are.
  if (measure.reading.of === 'measured' && measure.minus === null && measure.over === null) return writeMeasured(lesson, pageIndex, measure.reading.measure, value, units);
  return writeIn(unitOf(measure, isOfAttribution(measure, page)), value, units);
}

/** Half of the last place that is written. */
const LEAST_WRITTEN_NATS = 0.005 * Math.LN2;

export function writeIn(unit: MeasureUnit, value: number, units: Units): string {
  switch (unit) {
    case 'nats':
      return writeValue(value, units);
    case 'difference':
      // What would be written as nothing has no sign.
      return writeValue(Math.abs(value) < LEAST_WRITTEN_NATS ? 0 : value, units, true);
    case 'raw':
    case 'times':
      return formatValue(value, 'raw');
    case 'count':
      return String(value);
    case 'share':
      return percentText(value);
    case 'rank':
      return fixed(value, 2);
    case 'greyLevels':
      return greyLevelText(value);
    default: {
      const unknown: never = unit;
      throw new Error(`unknown unit ${String(unknown)}`);
    }
  }
}

/** `{network}`, `{picture}`, `{prediction}`, `{budget}`, `{layers}`; null while it is not known. */
export function builtInValue(name: string, { model, picture, predictions, setup, shownRun }: AppState): string | null {
  const first = predictions?.[0];
  switch (name) {
    case 'network':
      return model?.card.title ?? null;
    case 'picture':
      return picture?.opened.name ?? null;
    case 'prediction':
      return first ? `${first.label} (${percentText(first.probability)})` : null;
    case 'budget':
      return written(setup.budget);
    case 'layers':
      return shownRun ? String(shownRun.spec.layerIds.length) : null;
    default:
      return null;
  }
}
