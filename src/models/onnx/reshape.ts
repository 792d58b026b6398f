/** Reshaping of values whose axes lie in another order than the file thinks. */
import { sizeOf } from './constants';
import { inOrder, isIdentity, orderedValue, plainValue, range, shapeOf, type TensorValue } from './values';

/** Axes before and after that hold the same numbers. */
export interface AxisGroup {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** The finest grouping of neighbouring axes with equal products, from the front. */
export function axisGroups(before: readonly number[], after: readonly number[]): AxisGroup[] {
  const groups: AxisGroup[] = [];
  let i = 0;
  let k = 0;
  while (i < before.length || k < after.length) {
    const [firstBefore, firstAfter] = [i, k];
    let products: [number, number] = [before[i++] ?? 1, after[k++] ?? 1];
    while (products[0] !== products[1]) {
      if (products[0] < products[1]) products = [products[0] * before[i++]!, products[1]];
      else products = [products[0], products[1] * after[k++]!];
    }
    i = Math.min(i, before.length);
    k = Math.min(k, after.length);
    groups.push({ before: range(i).slice(firstBefore), after: range(k).slice(firstAfter) });
  }
  return groups;
}

/**
 * Numbers move only where axes are merged that do not lie side by side. Splitting channels of a picture that lies channels last
 * leaves it so, and so does flattening height and width.
 * @param shape in the file's order, without -1; as many elements as the value has
 */
export function reshaped(value: TensorValue, shape: readonly number[]): TensorValue {
  const before = shapeOf(value);
  if (sizeOf(before) !== sizeOf(shape)) throw new Error(`[${before}] cannot be reshaped to [${shape}]`);
  if (isIdentity(value.order) || sizeOf(shape) === 0) return plainValue(inOrder(value, range(before.length)).reshape([...shape]));
  const groups = axisGroups(before, shape);
  const placeOf = ({ before: axes }: AxisGroup) => {
    const places = axes.filter((axis) => before[axis] !== 1).map((axis) => value.order.indexOf(axis));
    return places.length > 0 ? Math.min(...places) : Infinity;
  };
  const placed = groups.map((group) => ({ group, place: placeOf(group) })).sort((a, b) => (a.place === b.place ? 0 : a.place - b.place));
  const source = inOrder(value, placed.flatMap(({ group }) => group.before));
  const order = placed.flatMap(({ group }) => group.after);
  return orderedValue(source.reshape(order.map((axis) => shape[axis]!)), order);
}
