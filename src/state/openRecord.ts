/**
 * A run that was written down, shown again: at once, and without computing. Its network and its picture are brought to the table
 * behind it where they can be had, so that it can be run again.
 */
import type { RunRecord } from '../records/runRecord';
import { recordTexts } from '../ui/textsRecords';
import { stopAside } from './asideRuns';
import { entryOf, foregroundKey } from './foregroundEntry';
import { keptModel } from './keptModels';
import { writeLive } from './live';
import { loadModel } from './models';
import { openKeptModel, openModelAddress } from './ownModels';
import { bringPictureOfLink } from './pictureFetch';
import { layStandIn, rememberWindow } from './pictures';
import { compareWhenRepeated } from './recordComparison';
import { resultsOfRecord, setupOfRecord, shownRunOfRecord, tableModelOfRecord, windowOfRecord } from './recordOnTable';
import { abandonRun, cancelRun } from './runs';
import { standInPicture } from './standInPicture';
import type { AppState } from './store';
import { clearTopic, readApp, tell, writeApp } from './store';
import { chooseFromTray } from './takePictures';
import { useTray } from './tray';

/** Resolves when it is shown; `brought` when network and picture are there, or known to be missing. */
export async function openRecord(record: RunRecord): Promise<{ readonly brought: Promise<void> }> {
  const standIn = await standInPicture(record.picture, record.model.input);
  stopAside();
  cancelRun();
  abandonRun();
  for (const topic of ['record', 'model', 'picture', 'layers', 'foreground', 'run'] as const) clearTopic(topic);
  const { model, setup, foregrounds, view } = readApp();
  const isOnTable = holdsNetwork(model, record);
  rememberWindow(record.picture.sha256, windowOfRecord(record));
  layStandIn(standIn.picture, standIn.fitted);
  writeApp({
    setup: { ...setup, ...setupOfRecord(record) },
    model: isOnTable ? model : tableModelOfRecord(record),
    foregrounds: withForeground(foregrounds, record, standIn.picture.opened.sha256),
    linkForeground: null,
    predictions: record.predictions,
    runWanted: false,
    runStatus: 'done',
    shownRun: shownRunOfRecord(record, standIn.picture, standIn.fitted.picture),
    view: { ...view, mode: 'table', largeLayerId: null, ...(record.foreground && { knowledgeThresholdNats: record.foreground.knowledgeThresholdNats }) },
  });
  writeLive({ ...resultsOfRecord(record), pixel: null, layerId: null });
  const shown = readApp().shownRun;
  compareWhenRepeated(record, [record.picture.sha256, standIn.picture.opened.sha256]);
  return { brought: bringParts(record, () => readApp().shownRun === shown) };
}

function holdsNetwork(model: AppState['model'], { model: recorded }: RunRecord): boolean {
  const fed = ({ input }: { readonly input: unknown }) => JSON.stringify(input);
  return model?.loaded?.sha256 === recorded.sha256 && recorded.sha256 !== '' && fed(model.card) === fed(recorded);
}

function withForeground(foregrounds: AppState['foregrounds'], record: RunRecord, standInSha256: string): AppState['foregrounds'] {
  if (!record.foreground) return foregrounds;
  const entry = entryOf(record.foreground.mask);
  return new Map(foregrounds)
    .set(foregroundKey(record.picture.sha256, record.model.input, windowOfRecord(record)), entry)
    .set(foregroundKey(standInSha256, record.model.input, null), entry);
}

/** @param isShown whether nothing else has taken the table since */
async function bringParts(record: RunRecord, isShown: () => boolean): Promise<void> {
  await Promise.all([bringNetwork(record), bringPicture(record)]);
  if (!isShown()) return;
  const { model, picture } = readApp();
  const { model: network, picture: recorded } = record;
  const lines = [
    ...(model?.loaded ? [] : [recordTexts.networkMissing(network.title)]),
    ...(model?.loaded && network.sha256 !== '' && model.loaded.sha256 !== network.sha256 ? [recordTexts.networkChanged(network.title)] : []),
    ...(picture?.isMissing ? [recordTexts.pictureMissing(recorded.name)] : []),
    ...(picture?.link != null && recorded.sha256 !== '' && picture.opened.sha256 !== recorded.sha256 ? [recordTexts.pictureChanged(recorded.name)] : []),
    ...(record.spec.variant === null || record.spec.variant.kind === 'damaged' ? [] : [recordTexts.variantLost]),
  ];
  if (lines.length > 0) tell('warning', 'record', ...lines);
}

async function bringNetwork({ model }: RunRecord): Promise<void> {
  if (readApp().model?.loaded) return;
  const { link, title, choices, sha256 } = model;
  const options = { keepsLayers: true, keepsTable: true };
  if (link?.startsWith('url:')) return openModelAddress(link.slice('url:'.length), { ...options, title, choices });
  if (link !== null) {
    await loadModel({ kind: 'catalogue', id: link, ...(choices && { choices }) }, { link, title, ...options });
  } else if (await keptModel(sha256)) await openKeptModel(sha256, title, options);
}

async function bringPicture(record: RunRecord): Promise<void> {
  const { link, sha256 } = record.picture;
  const inTray = useTray.getState().pictures.find((picture) => picture.sha256 === sha256);
  if (inTray) await chooseFromTray(inTray, true);
  else if (link !== null) await bringPictureOfLink(link, windowOfRecord(record));
}
