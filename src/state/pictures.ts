/** Which picture is on the table, what the network sees of it, and what the network says it is. */
import type { CropWindow } from '../core/cropWindow';
import { cropOfWindow, windowOfCrop } from '../core/cropWindow';
import type { SamplePicture } from '../core/modelCard';
import type { FitTarget, FittedPicture } from '../pictures/fitToNetwork';
import { cropShape, fitToNetwork } from '../pictures/fitToNetwork';
import { openPicture } from '../pictures/openPicture';
import { pictureFetchFailed } from '../ui/texts';
import { engine } from './engineHandle';
import { carryForeground } from './foregroundCarry';
import { foregroundKey } from './foregroundEntry';
import { writeLive } from './live';
import { rememberPicture } from './picturesAtHand';
import { abandonRun, restartRunSoon, startRun } from './runs';
import { variantOf } from './setup';
import type { TablePicture } from './store';
import { clearTopic, readApp, tell, writeApp } from './store';

let newestPicture = 0;
let newestCrop = 0;
let newestPrediction = 0;

/** By the file's hash: a picture that comes back finds its window, as it finds its foreground. */
const windows = new Map<string, CropWindow | null>();

export function chooseSample(sample: SamplePicture, window?: CropWindow | null, keepsTable = false): Promise<boolean> {
  const link = `sample:${sample.id}`;
  return layOnTable({ link, trueLabel: sample.label, keepsTable, ...(window === undefined ? {} : { window }) }, async () => {
    const response = await fetch(new URL(`samples/${sample.file}`, document.baseURI));
    if (!response.ok) throw new Error(pictureFetchFailed(sample.file, `HTTP ${response.status}`));
    return openPicture(await response.blob(), sample.title);
  });
}

export interface Laying {
  /** As in the link; null for what a link cannot carry. */
  readonly link: string | null;
  readonly trueLabel: string | null;
  /** Absent: the window that the picture had when it was last on the table, or the centre. */
  readonly window?: CropWindow | null;
  /** The maps on the table are this picture's already, shown from a record: they stay, and no run starts. */
  readonly keepsTable?: boolean;
}

/**
 * Opens a picture and lays it on the table, unless another is asked for meanwhile; what cannot be opened is told, and changes
 * nothing. Gives whether it is on the table. What `open` gives is closed here when it is not used.
 */
export async function layOnTable({ link, trueLabel, window, keepsTable = false }: Laying, open: () => Promise<TablePicture['opened'] | null>): Promise<boolean> {
  const own = ++newestPicture;
  try {
    const opened = await open();
    if (!opened) return false;
    const isLate = () => own !== newestPicture;
    if (isLate()) return closed(opened);
    const wanted = window === undefined ? (windows.get(opened.sha256) ?? null) : window;
    const { model } = readApp();
    const fitted = model ? await fitToNetwork(opened, model.card.input, wanted) : null;
    if (isLate()) return closed(opened);
    const before = readApp().picture;
    windows.set(opened.sha256, wanted);
    if (!keepsTable) abandonRun();
    writeApp({ picture: { link, opened, trueLabel, window: wanted }, fitted, ...(keepsTable ? {} : { predictions: null }) });
    if (before && !keepsTable) writeLive({ results: new Map() });
    before?.opened.bitmap.close();
    // The network may have changed, or come, while the picture was cut.
    if (readApp().model?.card.input !== model?.card.input) await refit();
    else afterFit();
    if (!keepsTable) restartRunSoon(0);
    return true;
  } catch (error) {
    if (own === newestPicture) tell('error', 'picture', error instanceof Error ? error.message : String(error));
    return false;
  }
}

/** Lays down a picture that is no file's, as the network sees it; what is being opened meanwhile comes too late. */
export function layStandIn(picture: TablePicture, fitted: FittedPicture): void {
  newestPicture++;
  newestPrediction++;
  const before = readApp().picture;
  writeApp({ picture, fitted });
  before?.opened.bitmap.close();
}

/** The window that a picture gets when it is laid on the table. */
export function rememberWindow(sha256: string, window: CropWindow | null): void {
  windows.set(sha256, window);
}

function closed(opened: TablePicture['opened']): false {
  opened.bitmap.close();
  return false;
}

/** Cuts the picture on the table to what the network on the table takes. */
export async function refit(): Promise<void> {
  const { picture, model } = readApp();
  if (!picture || !model) return;
  const fitted = await fitToNetwork(picture.opened, model.card.input, picture.window);
  if (readApp().picture !== picture || readApp().model?.card.input !== model.card.input) return;
  writeApp({ fitted });
  afterFit();
}

/** What the network would see through the window; null where the table has changed meanwhile, or is empty. */
export async function fitThrough(window: CropWindow | null): Promise<FittedPicture | null> {
  const { picture, model } = readApp();
  if (!picture || !model) return null;
  try {
    const fitted = await fitToNetwork(picture.opened, model.card.input, window);
    return readApp().picture === picture && readApp().model?.card.input === model.card.input ? fitted : null;
  } catch (error) {
    // The bitmap goes with its picture.
    if (readApp().picture !== picture) return null;
    throw error;
  }
}

/** Shows the network another part of the picture on the table (null: the centre); maps start anew after a moment. */
export async function cropTo(window: CropWindow | null): Promise<void> {
  const own = ++newestCrop;
  const fitted = await fitThrough(window);
  const { picture, model, fitted: before } = readApp();
  if (!fitted || !picture || !model || own !== newestCrop) return;
  const { input } = model.card;
  const settled = settledWindow(window, fitted, picture, input);
  const key = (part: CropWindow | null) => foregroundKey(picture.opened.sha256, input, part);
  const frame = ({ picture: size, crop, placed }: FittedPicture) => ({ size, crop, placed });
  if (key(settled) === key(picture.window) && before) return;
  const { foregrounds, told } = before
    ? carryForeground(readApp().foregrounds, { key: key(picture.window), frame: frame(before) }, { key: key(settled), frame: frame(fitted) })
    : { foregrounds: readApp().foregrounds, told: null };
  windows.set(picture.opened.sha256, settled);
  writeApp({ picture: { ...picture, window: settled }, fitted, foregrounds });
  if (told) tell(told.kind, 'foreground', told.line);
  else clearTopic('foreground');
  afterFit();
  restartRunSoon();
}

/** In whole pixels of the picture, as a link gives it back; null where it is the centre. */
function settledWindow(window: CropWindow | null, { crop }: FittedPicture, { opened }: TablePicture, input: FitTarget): CropWindow | null {
  const centre = cropOfWindow(null, opened, cropShape(input));
  const isCentre = crop.x === centre.x && crop.y === centre.y && crop.width === centre.width && crop.height === centre.height;
  return window === null || isCentre ? null : windowOfCrop(crop, opened);
}

function afterFit(): void {
  rememberPicture();
  writeLive({ pixel: null });
  void predict();
  startWaitingRun();
}

/** What the network on the table says of the picture, as it is or damaged. */
export async function predict(): Promise<void> {
  const { fitted, model, setup } = readApp();
  if (!fitted || !model?.loaded) return;
  const own = ++newestPrediction;
  try {
    const predictions = await engine().predict(fitted.picture, variantOf(setup));
    if (own === newestPrediction) writeApp({ predictions });
  } catch {
    // The run on the same picture fails for the same reason and says it.
    if (own === newestPrediction) writeApp({ predictions: [] });
  }
}

/** Called whenever one of the things that a first run waits for has come. */
export function startWaitingRun(): void {
  const { runWanted, model, fitted, backend } = readApp();
  if (runWanted && model?.loaded && fitted && backend) startRun();
}
