/** What the network on the table finds in the picture and where; any of it can be the foreground. */
import { create } from 'zustand';
import type { PixelBox, PixelMask } from '../core/mask';
import { boxMask } from '../core/maskShapes';
import type { Detection, Findings, Segmentation } from '../engine/protocol';
import type { FittedPicture } from '../pictures/fitToNetwork';
import { engine } from './engineHandle';
import { drawForeground } from './foreground';
import { variantOf } from './setup';
import type { AppState, TableModel } from './store';
import { readApp, useApp } from './store';

export interface FindingsState {
  /** null before the first, and for networks that find nothing. */
  readonly findings: Findings | null;
  /** What they were found in. */
  readonly fitted: FittedPicture | null;
  readonly isSearching: boolean;
  readonly error: string | null;
  /** Foregrounds made of a finding, by its place in the list: a detection's index, a class's index. */
  readonly chosen: { readonly index: number; readonly mask: PixelMask } | null;
  /** The one under the pointer or with the focus. */
  readonly pointedAt: number | null;
}

const NOTHING: FindingsState = { findings: null, fitted: null, isSearching: false, error: null, chosen: null, pointedAt: null };

export const useFindings = create<FindingsState>()(() => NOTHING);

export type FindingsKind = Findings['kind'];

/** What the network on the table can find; null where it names the whole picture only. */
export function selectFindingsKind({ model }: AppState): FindingsKind | null {
  if (model?.card.detector) return 'detections';
  return model?.card.segmenter ? 'segmentation' : null;
}

/** Searches again whenever network or picture have changed. Called once. */
export function followFindings(): void {
  useApp.subscribe((state, before) => {
    const changes = state.fitted !== before.fitted || state.model?.loaded !== before.model?.loaded || state.setup.damage !== before.setup.damage;
    if (changes) void search(state);
  });
}

async function search(state: AppState): Promise<void> {
  const { fitted, model, setup } = state;
  useFindings.setState(NOTHING);
  if (!fitted || !model?.loaded || selectFindingsKind(state) === null || !isCutFor(fitted, model)) return;
  useFindings.setState({ fitted, isSearching: true });
  const isStill = () => useFindings.getState().fitted === fitted && readApp().model === model && readApp().setup.damage === setup.damage;
  try {
    const findings = await engine().find(fitted.picture, variantOf(setup));
    if (isStill()) useFindings.setState({ findings, isSearching: false });
  } catch (error) {
    if (isStill()) useFindings.setState({ isSearching: false, error: error instanceof Error ? error.message : String(error) });
  }
}

/** While another network comes, the picture is cut for the one before it. */
const isCutFor = ({ picture }: FittedPicture, { card }: TableModel) =>
  picture.width === card.input.width && picture.height === card.input.height;

/** The pixels of a detection: those that its box covers by half or more, and one at least. */
export function boxOfDetection({ box }: Detection): PixelBox {
  const [x0, y0] = [Math.round(box.x0), Math.round(box.y0)];
  return { x0, y0, x1: Math.max(x0 + 1, Math.round(box.x1)), y1: Math.max(y0 + 1, Math.round(box.y1)) };
}

export function maskOfClass({ width, height, classOfPixel }: Segmentation, classIndex: number): PixelMask {
  return { width, height, inside: classOfPixel.map((value) => Number(value === classIndex)) };
}

/** Makes a detection's box or a class's mask the foreground. */
export function chooseFinding(index: number): void {
  const { findings, fitted } = useFindings.getState();
  if (!findings || !fitted) return;
  const detection = findings.kind === 'detections' ? findings.detections[index] : undefined;
  if (findings.kind === 'detections' && !detection) return;
  const mask = findings.kind === 'segmentation' ? maskOfClass(findings.segmentation, index) : boxMask(fitted.picture, boxOfDetection(detection!));
  useFindings.setState({ chosen: { index, mask } });
  drawForeground(mask);
}

export function pointAtFinding(index: number | null): void {
  if (useFindings.getState().pointedAt !== index) useFindings.setState({ pointedAt: index });
}

/** At a point of the network's picture, in pixels; of boxes that lie over each other the smallest. Null where there is none. */
export function findingAt(findings: Findings | null, x: number, y: number): number | null {
  if (findings?.kind === 'segmentation') {
    const { width, height, classOfPixel } = findings.segmentation;
    const [column, row] = [Math.floor(x), Math.floor(y)];
    if (column < 0 || row < 0 || column >= width || row >= height) return null;
    return classOfPixel[row * width + column] || null;
  }
  let smallest: number | null = null;
  let smallestArea = Infinity;
  findings?.detections.forEach(({ box }, index) => {
    const area = (box.x1 - box.x0) * (box.y1 - box.y0);
    if (x < box.x0 || x >= box.x1 || y < box.y0 || y >= box.y1 || area >= smallestArea) return;
    smallest = index;
    smallestArea = area;
  });
  return smallest;
}
