/** A figure: a drawing with its legend, its caption, and what it can be made from again. */

/** The first three are of the table; a board is its panes side by side, or its runs' curves over each other. */
export type FigureKind = 'map' | 'curve' | 'table' | 'board' | 'boardCurves';

export interface Figure {
  /** A whole SVG document, light whatever the page's theme. */
  readonly svg: string;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** In words, with all that the figure can be made from again. */
  readonly caption: string;
}
