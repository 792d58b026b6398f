/** Texts of the network picker, of the card that says how a network is fed, and of the list of its layers. */
import type { ChannelOrder, InputLayout, LabelSetName, PictureFit } from '../core/modelCard';
import type { InputPresetName, OpenQuestion } from '../core/modelChoices';
import type { ReceptiveField } from '../core/receptiveField';

export const modelTexts = {
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
  searchLayers: 'Search layers',
  noLayerFound: 'No layer of that name.',
  showInner: 'Also layers inside blocks',
  wholePicture: 'sees it all',
} as const;

export const presetNames: Record<InputPresetName, string> = {
  torchvision: 'torchvision: ImageNet mean and deviation',
  tf: 'TensorFlow: −1 to 1',
  caffe: 'Caffe: BGR bytes less their mean',
  bytes: 'Bytes: 0 to 255',
  none: 'None: 0 to 1',
};

export const fitNames: Record<PictureFit, string> = { crop: 'Cut', letterbox: 'Framed', stretch: 'Squeezed' };
export const orderNames: Record<ChannelOrder, string> = { rgb: 'RGB', bgr: 'BGR', grey: 'Grey' };
export const layoutNames: Record<InputLayout, string> = { nhwc: 'Last (NHWC)', nchw: 'First (NCHW)' };
export const labelSetNames: Record<LabelSetName, string> = {
  'imagenet-1k': 'ImageNet-1k', coco: 'COCO', none: 'None', own: 'Of the network',
};

const questionNames: Record<OpenQuestion, string> = {
  size: 'which size', input: 'which input takes the picture', output: 'which output holds the class scores', range: 'in which range',
};

/** The one thing or several that the files leave open. */
export function openQuestions(questions: readonly OpenQuestion[]): string {
  const names = questions.map((question) => questionNames[question]);
  const last = names.pop();
  return `The file does not say ${names.length > 0 ? `${names.join(', ')} and ` : ''}${last}. This is a proposal: look at the top five, and change it if they are wrong.`;
}

const signed = (value: number) => `${value < 0 ? '−' : ''}${Math.abs(value).toFixed(Math.abs(value) < 20 ? 2 : 0)}`;

export function fedSummary(width: number, height: number, fit: PictureFit, least: number, most: number, order: ChannelOrder): string {
  return `${width} × ${height} · ${fitNames[fit].toLowerCase()} · ${signed(least)} … ${signed(most)} · ${orderNames[order]}`;
}

export const fedRangeText = (least: number, most: number) => `${signed(least)} … ${signed(most)}`;

export function megabytes(bytes: number): string {
  return bytes < 1e5 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

export function downloadProgress(receivedBytes: number, totalBytes: number | null): string {
  return totalBytes === null ? megabytes(receivedBytes) : `${megabytes(receivedBytes)} of ${megabytes(totalBytes)}`;
}

export const downloading = (name: string) => `Fetching ${name}…`;
export const downloadCancelled = (name: string) => `The download of ${name} was cancelled; nothing of it was kept.`;
export const deleteOf = (title: string) => `Delete ${title} from this browser`;
export const notKept = (title: string, why: string) =>
  `${title} is on the table, but the browser did not keep it (${why}); the next visit needs its files again. Free some storage, or leave the private window.`;
export const notAnAddress = (text: string) => `“${text}” is not an address. Give one that begins with https:// and ends in model.json, .onnx or .zip.`;
export const keptGone = (title: string) => `${title} is no longer kept in this browser. Drop its files again.`;

export const publicLine = (bytes: number, licence: string, width: number, height: number) => `${megabytes(bytes)} · ${width} × ${height} · ${licence}`;

/** Its side in pixels, and the step from one place to the next. */
export function fieldText(field: ReceptiveField | undefined, side: number): string {
  if (!field) return '';
  const size = Math.max(field.height, field.width);
  if (!Number.isFinite(size)) return modelTexts.wholePicture;
  const step = Number(Math.max(field.strideHeight, field.strideWidth).toFixed(2));
  return `sees ${Number(size.toFixed(1))} px${size >= 2 * side ? ' (all)' : ''}, step ${step}`;
}
