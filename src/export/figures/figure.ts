/** A figure: a drawing with its legend, its caption, and what it can be made from again. */

export type FigureKind = 'map' | 'curve' | 'table' | 'board';

export interface Figure {
  /** A whole SVG document, light whatever the page's theme. */
  readonly svg: string;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** In words, with all that the figure can be made from again. */
  readonly caption: string;
}
