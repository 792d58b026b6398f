/** A batch: several pictures, their mean curve and spread. */
import { inLanguage } from '../core/language';

const pictures = (count: number) => `${count} ${count === 1 ? 'picture' : 'pictures'}`;

const english = {
  batchTexts: {
    mode: 'Batch',
    notKept: (why: string) => `This browser does not keep the batch (${why}): its results are here until the page is closed. Save them as CSV before that.`,
    notFinished: 'A layer did not come to its end. Continue the batch to try it again.',
    title: (count: number) => pictures(count),
  },
};

export const { batchTexts } = inLanguage({ en: english });
