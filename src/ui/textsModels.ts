/** Texts of the network picker, of the card that says how a network is fed, and of the list of its layers. */
import { inLanguage } from '../core/language';
import type { ChannelOrder, InputLayout, LabelSetName, PictureFit } from '../core/modelCard';
import type { InputPresetName, OpenQuestion } from '../core/modelChoices';
import type { ReceptiveField } from '../core/receptiveField';
import { fixed, written } from '../core/writtenNumber';

const questionNames: Record<OpenQuestion, string> = {
  size: 'which size', input: 'which input takes the picture', output: 'which output holds the class scores', range: 'in which range',
};

const signed = (value: number) => `${value < 0 ? '−' : ''}${fixed(Math.abs(value), Math.abs(value) < 20 ? 2 : 0)}`;

const english = {
  modelTexts: {
    yours: 'Yours, kept in this browser',
    public: 'Public networks, fetched when you choose one',
    publicNote: 'They come from their publishers’ servers and are kept in this browser.',
    open: 'Open your own',
    openFolder: 'Folder…',
    openFiles: 'Files…',
    openNote: 'TensorFlow.js (model.json and its weights), ONNX, or a zip of either. It stays on this machine.',
    address: 'Address of a network',
    addressPlaceholder: 'https://… model.json, .onnx or .zip',
    openAddress: 'Open',
    cancel: 'Cancel',
    delete: 'Delete',
    kept: 'kept',
    fedTitle: 'How it is fed',
    fedAs: 'As the network is fed',
    size: 'Size',
    width: 'Width',
    height: 'Height',
    sizeFixed: 'The file fixes the size.',
    fit: 'A picture of another shape is',
    range: 'Range',
    mean: 'Mean',
    std: 'Std. deviation',
    own: 'Own numbers',
    order: 'Channels',
    layout: 'Layout of the file’s input',
    labels: 'Class names',
    ownLabels: 'From a file…',
    pictureInput: 'The picture goes into',
    otherInputs: 'The other inputs are filled with',
    output: 'Class scores come from',
    reset: 'As proposed',
    preparing: 'Preparing the network…',
    networks: 'Networks',
    searchNetworks: 'Search networks',
    noNetworkFound: 'No network of that name.',
    searchLayers: 'Search layers',
    noLayerFound: 'No layer of that name.',
    showInner: 'Also layers inside blocks',
    wholePicture: 'sees it all',
  },

  presetNames: {
    torchvision: 'torchvision: ImageNet mean and deviation',
    tf: 'TensorFlow: −1 to 1',
    caffe: 'Caffe: BGR bytes less their mean',
    bytes: 'Bytes: 0 to 255',
    none: 'None: 0 to 1',
  } satisfies Record<InputPresetName, string>,

  fitNames: { crop: 'Cut', letterbox: 'Framed', stretch: 'Squeezed' } satisfies Record<PictureFit, string>,

  orderNames: { rgb: 'RGB', bgr: 'BGR', grey: 'Grey' } satisfies Record<ChannelOrder, string>,

  layoutNames: { nhwc: 'Last (NHWC)', nchw: 'First (NCHW)' } satisfies Record<InputLayout, string>,

  labelSetNames: {
    'imagenet-1k': 'ImageNet-1k', coco: 'COCO', none: 'None', own: 'Of the network',
  } satisfies Record<LabelSetName, string>,

  /** The one thing or several that the files leave open. */
  openQuestions(questions: readonly OpenQuestion[]): string {
    const names = questions.map((question) => questionNames[question]);
    const last = names.pop();
    return `The file does not say ${names.length > 0 ? `${names.join(', ')} and ` : ''}${last}. This is a proposal: look at the top five, and change it if they are wrong.`;
  },

  fedSummary(width: number, height: number, fit: PictureFit, least: number, most: number, order: ChannelOrder): string {
    return `${width} × ${height} · ${fitNames[fit].toLowerCase()} · ${signed(least)} … ${signed(most)} · ${orderNames[order]}`;
  },

  fedRangeText: (least: number, most: number) => `${signed(least)} … ${signed(most)}`,

  megabytes(bytes: number): string {
    return bytes < 1e5 ? `${fixed(bytes / 1e3, 1)} kB` : `${fixed(bytes / 1e6, 1)} MB`;
  },

  downloadProgress(receivedBytes: number, totalBytes: number | null): string {
    return totalBytes === null ? megabytes(receivedBytes) : `${megabytes(receivedBytes)} of ${megabytes(totalBytes)}`;
  },

  downloading: (name: string) => `Fetching ${name}…`,

  downloadCancelled: (name: string) => `The download of ${name} was cancelled; nothing of it was kept.`,

  deleteOf: (title: string) => `Delete ${title} from this browser`,

  notKept: (title: string, why: string) =>
    `${title} is on the table, but the browser did not keep it (${why}); the next visit needs its files again. Free some storage, or leave the private window.`,

  notAnAddress: (text: string) => `“${text}” is not an address. Give one that begins with https:// and ends in model.json, .onnx or .zip.`,

  keptGone: (title: string) => `${title} is no longer kept in this browser. Drop its files again.`,

  zipOfPictures: 'It holds pictures only.',

  zipWithoutNetwork: (name: string, why: string) =>
    `“${name}” holds no network that can be opened. ${why} Pack a model.json with its weights, or an .onnx.`,

  publisherSays: (source: string) => `Said by its publisher, ${source}.`,

  publicLine: (bytes: number, licence: string, width: number, height: number) => `${megabytes(bytes)} · ${width} × ${height} · ${licence}`,

  /** Its side in pixels, and the step from one place to the next. */
  fieldText(field: ReceptiveField | undefined, side: number): string {
    if (!field) return '';
    const size = Math.max(field.height, field.width);
    if (!Number.isFinite(size)) return modelTexts.wholePicture;
    const step = Number(Math.max(field.strideHeight, field.strideWidth).toFixed(2));
    return `sees ${written(Number(size.toFixed(1)))} px${size >= 2 * side ? ' (all)' : ''}, step ${written(step)}`;
  },
};

export const {
  modelTexts, presetNames, fitNames, orderNames, layoutNames, labelSetNames, openQuestions, fedSummary, fedRangeText,
  megabytes, downloadProgress, downloading, downloadCancelled, deleteOf, notKept, notAnAddress, keptGone, zipOfPictures, zipWithoutNetwork,
  publisherSays, publicLine,
  fieldText,
} = inLanguage({ en: english });
