/** Quantities that explain themselves wherever they stand on the page. */
export const QUANTITY_NAMES = [
  'entropy', 'relative', 'mean', 'uniform', 'gain', 'distortion', 'budget', 'noise', 'passes', 'uncertainty', 'concentration', 'knowledge', 'attribution',
] as const;
export type QuantityName = (typeof QUANTITY_NAMES)[number];
