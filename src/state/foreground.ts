/** The foreground on the picture: what the pixels inside are compared with those outside for. */
import type { MaskSize, PixelMask } from '../core/mask';
import { checkSplits, combineMasks, countInside, emptyMask, invertMask, MaskError } from '../core/mask';
import { boxMask } from '../core/maskShapes';
import { attributionMethod } from '../core/spec';
import type { LinkForeground } from '../link/foreground';
import { openMask } from '../pictures/openMask';
import { boxWords, linkForegroundElsewhere, linkForegroundFull, linkForegroundSize } from '../ui/textsConcentration';
import type { ForegroundEntry } from './foregroundEntry';
import { entryOf, foregroundKey, undone } from './foregroundEntry';
import { selectShownMetric } from './selectors';
import type { AppState, ShownRun } from './store';
import { clearTopic, readApp, tell, writeApp } from './store';
import { setView } from './viewActions';
import type { CurveChoice } from './viewSettings';

function keyNow({ picture, model }: AppState): string | null {
  return picture && model ? foregroundKey(picture.opened.sha256, model.card.input, picture.window) : null;
}

function entryNow(state: AppState): ForegroundEntry | null {
  const key = keyNow(state);
  return key === null ? null : (state.foregrounds.get(key) ?? null);
}

/** As drawn, perhaps empty or full; null where nothing was drawn. */
export const selectDrawnMask = (state: AppState): PixelMask | null => entryNow(state)?.mask ?? null;

/** The foreground that is compared with its background; null while there is none to be compared. */
export function selectForeground(state: AppState): PixelMask | null {
  const entry = entryNow(state);
  return entry?.isUsable ? entry.mask : null;
}

export const selectCanUndo = (state: AppState): boolean => (entryNow(state)?.before.length ?? 0) > 0;

/** The foreground of the picture that these maps were computed from, whatever is on the table now. */
export function foregroundOfRun(state: AppState, { picture, model }: ShownRun): PixelMask | null {
  const entry = state.foregrounds.get(foregroundKey(picture.opened.sha256, model.card.input, picture.window));
  return entry?.isUsable ? entry.mask : null;
}

/** Attributions have a unit for every layer: a difference of their means compares nothing. */
export function selectMetricHasNats(state: AppState): boolean {
  return attributionMethod(selectShownMetric(state)) === null;
}

/** The curve that is drawn: without a foreground, or without nats, there is the mean alone. */
export function selectCurve(state: AppState): CurveChoice {
  return selectForeground(state) && selectMetricHasNats(state) ? state.view.curve : 'mean';
}

/** Takes a mask in place of the one there is; the one before can be had back by undoForeground. */
export function drawForeground(mask: PixelMask): void {
  const entry = entryNow(readApp());
  put(entryOf(mask, [...(entry?.before ?? []), entry?.mask ?? emptyMask(mask)]));
}

export function undoForeground(): void {
  const entry = entryNow(readApp());
  const before = entry && undone(entry);
  if (before) put(before);
}

export function clearForeground(): void {
  const mask = selectDrawnMask(readApp());
  if (!mask || countInside(mask) === 0) return;
  drawForeground(emptyMask(mask));
  // Whoever empties it on purpose need not be told that it is empty.
  clearTopic('foreground');
}

export function invertForeground(): void {
  const mask = selectDrawnMask(readApp());
  if (mask) drawForeground(invertMask(mask));
}

function put(entry: ForegroundEntry): void {
  const state = readApp();
  const key = keyNow(state);
  if (key === null) return;
  const isFirst = selectForeground(state) === null;
  writeApp({ foregrounds: new Map(state.foregrounds).set(key, entry) });
  if (entry.isUsable) {
    clearTopic('foreground');
    // Somebody who has just marked a foreground wants to see what becomes of it.
    if (isFirst && state.view.curve === 'mean') setView({ curve: 'concentration' });
    return;
  }
  try {
    checkSplits(entry.mask);
  } catch (error) {
    if (!(error instanceof MaskError)) throw error;
    tell('warning', 'foreground', error.message);
  }
}

/** A mask from a picture file; what cannot be used is told, and changes nothing. */
export async function openForegroundFile(blob: Blob, name: string): Promise<void> {
  const { picture, fitted } = readApp();
  if (!picture || !fitted) return;
  clearTopic('foreground');
  try {
    const mask = await openMask(blob, name, { opened: picture.opened, crop: fitted.crop, placed: fitted.placed, network: fitted.picture });
    if (readApp().fitted === fitted) drawForeground(mask);
  } catch (error) {
    tell('error', 'foreground', error instanceof Error ? error.message : String(error));
  }
}

/** What the address says of the foreground; that of a dropped picture would be of no use to anybody. */
export function foregroundForLink(state: AppState): LinkForeground | null {
  if (state.linkForeground) return state.linkForeground.foreground;
  const entry = entryNow(state);
  return entry?.isUsable && state.picture?.link != null ? entry.link : null;
}

/** Whether there is a foreground that a link to this picture cannot carry, being too long. */
export function selectForegroundTooLong(state: AppState): boolean {
  const entry = entryNow(state);
  return entry !== null && entry.isUsable && entry.link === null && state.picture?.link != null;
}

/** Once the link's picture and network are on the table: its foreground, or a message why not. */
export function placeLinkForeground(): void {
  const { linkForeground, picture, model } = readApp();
  if (!linkForeground || !picture || !model) return;
  writeApp({ linkForeground: null });
  const { foreground, image } = linkForeground;
  if (image !== null && picture.link !== image) return tell('warning', 'foreground', linkForegroundElsewhere(picture.opened.name));
  const size = { width: model.card.input.width, height: model.card.input.height };
  const mask = maskOfLink(foreground, size);
  if (typeof mask === 'string') return tell('warning', 'foreground', mask);
  const drawn = selectDrawnMask(readApp());
  if (!drawn || foregroundDiffers(drawn, mask)) drawForeground(mask);
}


function maskOfLink(foreground: LinkForeground, size: MaskSize): PixelMask | string {
  if (foreground.kind === 'painted') {
    const { width, height } = foreground.mask;
    return width === size.width && height === size.height ? foreground.mask : linkForegroundSize(`${width} × ${height} pixels`, size);
  }
  const { x1, y1 } = foreground.box;
  if (x1 > size.width || y1 > size.height) return linkForegroundSize(boxWords(foreground.box), size);
  const mask = boxMask(size, foreground.box);
  return countInside(mask) === mask.inside.length ? linkForegroundFull(size) : mask;
}

function foregroundDiffers(one: PixelMask, other: PixelMask): boolean {
  return countInside(combineMasks(one, other, 'subtract')) + countInside(combineMasks(other, one, 'subtract')) > 0;
}
