/** Texts of what leads to lessons and to the presenter view, and of the latter. */
import { inLanguage } from '../core/language';

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
    keys: [
      { keys: '← →', layers: 'previous and next layer', lesson: 'back and on in the lesson' },
      { keys: '↑ ↓', layers: 'previous and next layer', lesson: 'previous and next layer' },
      { keys: 'F', layers: 'freeze', lesson: 'freeze' },
      { keys: 'B  .', layers: 'black', lesson: 'black' },
      { keys: 'F5', layers: 'full screen', lesson: 'full screen' },
      { keys: 'H', layers: 'these keys', lesson: 'these keys' },
      { keys: 'Esc', layers: 'leave', lesson: 'leave' },
    ],
  },
};

export const { lessonDoorTexts, presentTexts } = inLanguage({ en: english });
