/** Texts of the foreground, of concentration and of knowledge points. */
import { inLanguage } from '../core/language';
import type { MaskSize, PixelBox } from '../core/mask';
import { fixed } from '../core/writtenNumber';

const english = {
  foregroundTexts: {
    title: 'Foreground',
    draw: 'Mark a foreground',
    change: 'Change',
    done: 'Done',
    none: 'none',
    tool: 'Tool',
    box: 'Box',
    brush: 'Brush',
    lasso: 'Lasso',
    combination: 'What is drawn',
    replace: 'New',
    add: 'Add',
    subtract: 'Take away',
    brushSize: 'Brush',
    undo: 'Undo the last stroke',
    undoShort: 'Undo',
    invert: 'Invert',
    clear: 'Clear',
    openMask: 'Open mask…',
    openMaskHelp: 'A mask is a picture, white or opaque where the foreground is, as large as the picture or as what the network sees.',
    editor: 'Foreground editor',
    editorHelp:
      'Arrow keys move the pixel, with Shift by 8. Space or Enter sets a corner of the box, paints, or sets a point of the lasso, which Enter closes. Control Z undoes. Escape drops what is begun, or leaves.',
    hint: 'Drag on the picture, or use arrow keys and Space. Esc leaves.',
    notInLink: 'This foreground is too detailed for a link: whoever opens the link sees none. A box, or a smoother outline, fits.',
    curve: 'Curve',
    curveMean: 'Mean entropy',
    curveMeanUncertainty: 'Mean uncertainty',
    curveConcentration: 'Concentration',
    curveKnowledge: 'Knowledge points',
    notInNats:
      'Concentration is not shown for attributions: their units differ from layer to layer, so that a difference of their means cannot be compared.',
    curveFormula: 'Formula',
    threshold: 'Threshold b',
    foregroundMean: (quantity: string) => `Mean ${quantity}, foreground`,
    backgroundMean: (quantity: string) => `Mean ${quantity}, background`,
    concentration: 'Concentration',
    knowledgeInside: 'Knowledge points inside',
    knowledgeOutside: 'Knowledge points outside',
    insideShare: 'Share inside',
    howConcentration:
      'The concentration C of a layer is its mean over the background B less its mean over the foreground F: the gap between the two lines. Above 0, the layer forgets the background first; at 0 it treats both alike.',
    howKnowledge:
      'Knowledge points K are pixels that lie below the background’s mean by more than b: the layer has kept clearly more of them than of the average background pixel. On the maps, light dots lie in the foreground F, dark crosses outside it; the figure over a layer’s bars is the share inside.',
  },

  /** Short: they stand at the lines' ends, and at the axis of the lower part. */
  regionCurveNames: {
    foreground: 'foreground',
    background: 'background',
    limit: 'background − b',
    concentration: 'concentration C = background − foreground',
    inside: 'inside',
    outside: 'outside',
  },

  foregroundSize(pixels: number, { width, height }: MaskSize): string {
    const share = (100 * pixels) / (width * height);
    return `${pixels} px, ${fixed(share, share < 10 ? 1 : 0)} %`;
  },

  insideShareText(share: number | null): string {
    return share === null ? '–' : `${Math.round(100 * share)} %`;
  },

  brushSizeText(diameter: number): string {
    return `${diameter} px`;
  },

  linkForegroundElsewhere(picture: string): string {
    return `The link's foreground was drawn on another picture than “${picture}”; it is left out. Draw one on the picture here.`;
  },

  boxWords({ x0, y0, x1, y1 }: PixelBox): string {
    return `a box from ${x0}, ${y0} to ${x1}, ${y1}`;
  },

  linkForegroundSize(what: string, { width, height }: MaskSize): string {
    return `The link's foreground is ${what}, but this network sees ${width} × ${height} pixels; it is left out. Draw one on the picture.`;
  },

  linkForegroundFull({ width, height }: MaskSize): string {
    return `The link's foreground covers all ${width} × ${height} pixels, which leaves no background; it is left out. Draw one on the picture.`;
  },

  /** What the editor says aloud; pixels are counted from 1, as everywhere on the page. */
  editorWords: {
    cursor: (x: number, y: number, isInside: boolean) => `Column ${x + 1}, row ${y + 1}, ${isInside ? 'foreground' : 'background'}`,
    corner: (x: number, y: number) => `First corner at column ${x + 1}, row ${y + 1}. Move, and press Space for the opposite one.`,
    vertex: (count: number) => `Point ${count} of the lasso. Enter closes it.`,
    dropped: () => 'What was begun is dropped.',
    drawn: (pixels: number, all: number) => `${pixels} of ${all} pixels in the foreground.`,
  },

  regionCurveLabel(curve: 'mean' | 'concentration' | 'knowledge', isUncertainty: boolean): string {
    const means = `Mean ${isUncertainty ? 'reconstruction uncertainty' : 'entropy'} of foreground and background by depth`;
    return `${means}, and ${curve === 'knowledge' ? 'the knowledge points in each' : 'their difference, the concentration'}. The numbers are in the table below.`;
  },
};

export const {
  foregroundTexts, regionCurveNames, foregroundSize, insideShareText, brushSizeText, linkForegroundElsewhere,
  boxWords, linkForegroundSize, linkForegroundFull, editorWords, regionCurveLabel,
} = inLanguage({ en: english });
