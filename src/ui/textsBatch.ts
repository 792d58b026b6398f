/** A batch: several pictures, their mean curve and spread. */
import { inLanguage } from '../core/language';
import { written } from '../core/writtenNumber';

const pictures = (count: number) => `${count} ${count === 1 ? 'picture' : 'pictures'}`;

const english = {
  batchTexts: {
    mode: 'Batch',
    notKept: (why: string) => `This browser does not keep the batch (${why}): its results are here until the page is closed. Save them as CSV before that.`,
    notFinished: 'A layer did not come to its end. Continue the batch to try it again.',
    fileName: pictures,
    chooseTitle: 'One curve for many pictures',
    chooseHelp:
      'Every picture gets its own maps under the same network, layers and distortion; their values are averaged layer by layer. What is finished stays in this browser, so that a batch goes on after a reload.',
    subject: (network: string, layers: number, metric: string, budget: number | null) =>
      `${network} · ${layers} ${layers === 1 ? 'layer' : 'layers'} · ${metric}${budget === null ? '' : ` · c = ${written(budget)}`}`,
    subjectHelp: 'Chosen in the bar above, as for the light table.',
    choose: 'Pictures',
    all: 'All',
    none: 'None',
    addFiles: 'Add files…',
    start: (count: number) => (count === 0 ? 'Choose pictures' : `Compute ${pictures(count)}`),
    noNetwork: 'Loading the network…',
    finished: (count: number) => `All ${pictures(count)} computed`,
    progress: (done: number, of: number) => `${done} of ${pictures(of)}`,
    paused: (done: number, of: number) => `Paused after ${done} of ${pictures(of)}`,
    failed: (count: number) => `${pictures(count)} failed`,
    left: (time: string) => `about ${time} left`,
    pause: 'Pause',
    goOn: 'Continue',
    csv: 'Save CSV',
    copyTable: 'Copy table',
    copied: 'The table is on the clipboard.',
    notCopied: 'The browser did not let the page write to the clipboard; save the CSV instead.',
    discard: 'New batch',
    discardSure: 'Discard these results?',
    remove: (name: string) => `Take ${name} out of the batch`,
    statuses: { waiting: 'waiting', running: 'running', done: 'done', failed: 'failed' },
    picturePasses: (share: number) => `${Math.round(share * 100)} %`,
    spread: 'Band',
    spreads: { std: '±1 standard deviation', ci95: '95% interval of the mean', range: 'Least to greatest' },
    curve: (name: string) => `Mean ${name} by depth, over pictures`,
    curveText: (layer: string, mean: string, std: string, count: number) => `${layer}: ${mean} ${std} over ${pictures(count)}`,
    tableCaption: 'The same numbers, layer by layer',
    columns: { layer: 'Layer', mean: 'Mean', std: 'Std. deviation', ci95: '95% interval', least: 'Least', most: 'Greatest', gain: 'Gain', count: 'Pictures' },
    noOthers: 'There is no picture that suits. Drop some on the page, or add files.',
  },
};

export const { batchTexts } = inLanguage({ en: english });
