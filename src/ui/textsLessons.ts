/** Texts of lessons: the panel, what a prediction was worth, and what went wrong. The lessons' own texts are in public/lessons. */
import { inLanguage } from '../core/language';
import { fixed } from '../core/writtenNumber';

const percent = (share: number) => `${Math.round(100 * share)} %`;

const english = {
  lessonTexts: {
    listHelp: 'Each lays something on the table, asks what you expect, and compares it with what your own run measures.',
    openFile: 'Open a lesson file…',
    listLoading: 'Fetching the list…',
    minutes: (minutes: number, pages: number) => `${pages} pages, about ${minutes} min`,
    done: 'done',
    begun: (reached: number, pages: number) => `${Math.min(reached, pages)} of ${pages}`,
    panel: (title: string) => `Lesson: ${title}`,
    pageOf: (page: number, pages: number) => `Page ${page} of ${pages}`,
    toPage: (page: number, title: string) => `Page ${page}: ${title}`,
    leave: 'Leave the lesson: the table becomes as it was',
    back: 'Back',
    next: 'Next',
    finish: 'Leave the lesson',
    compare: 'Compare with the run',
    skip: 'Show without answering',
    present: 'Present',
    loading: 'Opening the lesson…',
    laying: 'Laying the page’s network and picture on the table…',
    running: 'The run is under way. The answer comes when all layers have settled.',
    notRun: 'The run did not come to its end. Start it again to get the answer.',
    besideRunning: 'Running beside the table…',
    besideStopped: 'The run beside the table was stopped.',
    besideAgain: 'Run it again',
    veiled: 'kept back until you answer',
    yourAnswer: 'your answer',
    measured: 'measured',
    keys: 'Page Down and Page Up turn the page.',
    notMeasured: '…',
    notMeasuredTitle: 'Not measured in this visit yet',
  },

  predictionTexts: {
    pointHelp: 'Point at the picture, or use its arrow keys and Enter.',
    pointPlaced: (x: number, y: number) => `Marked: column ${x + 1}, row ${y + 1}.`,
    pointLabel: 'Mark a place: arrow keys move it, with Shift by 8, Enter sets it.',
    curveHelp: 'Draw with the pointer, or pick a layer with Tab and move its point with the arrow keys. The first point is given.',
    curveWaiting: 'The first point comes with the first layer of the run.',
    curveLabel: 'The curve that you expect',
    curvePoint: (layer: string) => `Expected at ${layer}`,
    curveDrawn: 'yours',
    curveMeasured: 'measured',
    right: (measured: string) => `As you expected: ${measured}`,
    wrong: (measured: string) => `This run says otherwise: ${measured}`,
    unanswered: (measured: string) => `Measured: ${measured}`,
    /** A blind guess has 50 % on average. */
    point: (x: number, y: number, value: string, share: number, end: 'high' | 'low') =>
      `At your place (column ${x + 1}, row ${y + 1}) it is ${value}: ${end === 'high' ? 'higher' : 'lower'} than at ${percent(share)} of the other pixels. ` +
      'Pointing blindly gives 50 % on average.',
    pointBest: (x: number, y: number, value: string, end: 'high' | 'low') => `The ${end === 'high' ? 'highest' : 'lowest'} value, ${value}, is at column ${x + 1}, row ${y + 1}.`,
    curve: (error: string) => `On average your points are ${error} from the measured ones.`,
    order: (rho: string) => `The order of the layers agrees with a rank correlation of ${rho}.`,
    contradicts: 'Unusual.',
  },

  twoPixelTexts: {
    title: 'Two pixels, one budget',
    sensitivity: (pixel: number) => `Sensitivity s of pixel ${pixel}`,
    budget: 'Budget c',
    ellipse: 'g(σ) = c',
    optimum: 'best',
    uniform: 'uniform',
    yours: 'yours',
    handle: 'Your noise on the two pixels',
    handleValue: (first: string, second: string, mean: string) => `σ1 is ${first} τ, σ2 is ${second} τ, mean entropy ${mean} nats`,
    handleHelp: 'Drag your point along the curve, or use the arrow keys: everywhere on it the layer moves by c.',
    axis: (pixel: number) => `σ${['₁', '₂'][pixel - 1]} / τ`,
    rows: { noise1: 'σ₁ / τ', noise2: 'σ₂ / τ', entropy1: 'H₁', entropy2: 'H₂', mean: 'Mean H', gain: 'Gain', distortion: 'g' },
    columns: { quantity: 'Quantity', yours: 'Yours', uniform: 'Uniform', optimum: 'Best' },
    caption: (arithmetic: string, geometric: string, gain: string) =>
      `Gain of the best = ½ log (arithmetic mean of s / geometric mean of s) = ½ log (${arithmetic} / ${geometric}) = ${gain} nats`,
  },

  percentText: percent,
  greyLevelText: (levels: number) => `${fixed(levels, levels < 10 ? 2 : 0)} of 255 grey levels`,

  pictureNotPutBack: (name: string) =>
    `The picture “${name}” that lay on the table before the lesson is not at hand any more, so that it could not be put back. Drop it again.`,
  lessonUnknown: (id: string, ids: readonly string[]) => `There is no lesson “${id}”. There are ${ids.join(', ')}; a lesson of your own is opened by dropping its file, or with ?lesson=url: and its address.`,
  lessonNotFetched: (address: string, why: string | null) =>
    why === null
      ? `The lesson ${address} could not be reached. Either there is no such server, or it does not allow other pages to read it (CORS). Save the file and drop it here.`
      : `The lesson ${address} could not be fetched (${why}). Check the address, or save the file and drop it here.`,
  lessonNotWeb: (text: string) => `“${text}” is no web address. Write ?lesson=url: followed by an http or https address.`,
};

export const { lessonTexts, predictionTexts, twoPixelTexts, percentText, greyLevelText, pictureNotPutBack, lessonUnknown, lessonNotFetched, lessonNotWeb } = inLanguage({ en: english });
