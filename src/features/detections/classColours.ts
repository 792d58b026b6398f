import { schemeTableau10 } from 'd3';

/** One class, one colour, in list and picture. */
export const classColour = (index: number) => schemeTableau10[index % schemeTableau10.length]!;
