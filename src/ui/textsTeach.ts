/** Texts of what leads to lessons and to the presenter view, and of the latter. */
import { inLanguage } from '../core/language';

const commonKeys = [
  { keys: 'F', does: 'freeze' },
  { keys: 'B  .', does: 'black' },
  { keys: 'F5', does: 'full screen' },
  { keys: 'H', does: 'these keys' },
  { keys: 'Esc', does: 'leave' },
];

const english = {
  lessonDoorTexts: { caption: 'Learn', open: 'Lessons' },

  presentTexts: {
    open: 'Present: one layer large, for a classroom',
    title: 'Presenter view',
    layerOf: (depth: number, layers: number) => `Layer ${depth} of ${layers}`,
    mean: (symbol: string) => `mean ${symbol}`,
    concentration: 'concentration C',
    atPixel: (symbol: string, x: number, y: number) => `${symbol} at ${x + 1}, ${y + 1}`,
    frozen: 'Frozen',
    black: 'Black screen. Press B to see the page again.',
    veiled: 'What do you expect?',
    keys: [{ keys: '← →', does: 'previous and next layer' }, ...commonKeys],
    lessonKeys: [{ keys: '← →', does: 'back and on in the lesson' }, { keys: '↑ ↓', does: 'previous and next layer' }, ...commonKeys],
  },
};

export const { lessonDoorTexts, presentTexts } = inLanguage({ en: english });
