/** Which picture is on the table, what the network sees of it, and what the network says it is. */
import type { SamplePicture } from '../core/modelCard';
import { fitToNetwork } from '../pictures/fitToNetwork';
import { openPicture } from '../pictures/openPicture';
import { pictureFetchFailed, sampleUnknown } from '../ui/texts';
import { engine } from './engineHandle';
import { writeLive } from './live';
import { rememberPicture } from './picturesAtHand';
import { abandonRun, restartRunSoon, startRun } from './runs';
import type { TablePicture } from './store';
import { readApp, tell, writeApp } from './store';

let newestPicture = 0;
let newestPrediction = 0;

export function chooseSample(sample: SamplePicture): Promise<void> {
  const link = `sample:${sample.id}`;
  return take(link, sample.label, async () => {
    const response = await fetch(new URL(`samples/${sample.file}`, document.baseURI));
    if (!response.ok) throw new Error(pictureFetchFailed(sample.file, `HTTP ${response.status}`));
    return openPicture(await response.blob(), sample.title);
  });
}

/** A picture of the link's form: `sample:` and an id, or `url:` and an address. */
export function choosePictureOfLink(link: string): Promise<void> {
  if (link.startsWith('url:')) return chooseAddress(link.slice('url:'.length));
  const { samples } = readApp();
  const id = link.replace(/^sample:/, '');
  const sample = samples.find((candidate) => candidate.id === id);
  const first = samples[0];
  if (!sample && first) tell('warning', 'picture', sampleUnknown(id, first.title));
  const chosen = sample ?? first;
  return chosen ? chooseSample(chosen) : Promise.resolve();
}

function chooseAddress(address: string): Promise<void> {
  const name = decodeURIComponent(address.split(/[?#]/)[0]!.split('/').at(-1) || address);
  return take(`url:${address}`, null, async () => {
    let response: Response;
    try {
      response = await fetch(address);
    } catch {
      throw new Error(pictureFetchFailed(address, 'the server does not allow other pages to read it, or is not there'));
    }
    if (!response.ok) throw new Error(pictureFetchFailed(address, `HTTP ${response.status}`));
    return openPicture(await response.blob(), name);
  });
}

export function openPictureFile(blob: Blob, name: string): Promise<void> {
  return take(null, null, () => openPicture(blob, name));
}

async function take(
  link: string | null,
  trueLabel: string | null,
  open: () => Promise<TablePicture['opened']>,
): Promise<void> {
  const own = ++newestPicture;
  try {
    const opened = await open();
    if (own !== newestPicture) return;
    const { picture: before, model } = readApp();
    const fitted = model ? await fitToNetwork(opened, model.card.input) : null;
    if (own !== newestPicture) return opened.bitmap.close();
    abandonRun();
    writeApp({ picture: { link, opened, trueLabel }, fitted, predictions: null });
    if (before) writeLive({ results: new Map() });
    before?.opened.bitmap.close();
    // The network may have changed, or come, while the picture was cut.
    if (readApp().model?.card.input !== model?.card.input) await refit();
    else afterFit();
    restartRunSoon(0);
  } catch (error) {
    if (own === newestPicture) tell('error', 'picture', error instanceof Error ? error.message : String(error));
  }
}

/** Cuts the picture on the table to what the network on the table takes. */
export async function refit(): Promise<void> {
  const { picture, model } = readApp();
  if (!picture || !model) return;
  const fitted = await fitToNetwork(picture.opened, model.card.input);
  if (readApp().picture !== picture || readApp().model?.card.input !== model.card.input) return;
  writeApp({ fitted });
  afterFit();
}

function afterFit(): void {
  rememberPicture();
  writeLive({ pixel: null });
  void predict();
  startWaitingRun();
}

async function predict(): Promise<void> {
  const { fitted, model } = readApp();
  if (!fitted || !model?.loaded) return;
  const own = ++newestPrediction;
  try {
    const predictions = await engine().predict(fitted.picture);
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
