/** A study run on a picture here: on the board, with the page's own engine, while the viewer's board is kept aside. */
import boxes from '../../../studies/boxes.json';
import photographBoxes from '../../../studies/photograph-boxes.json';
import sampleBoxes from '../../../studies/sample-boxes.json';
import { concentration } from '../../core/concentration';
import type { PixelMask } from '../../core/mask';
import { splits } from '../../core/mask';
import type { SamplePicture } from '../../core/modelCard';
import { relativeDepth } from '../../core/relativeDepth';
import type { LayerMap } from '../../engine/protocol';
import type { LayerRecord, RunRecord } from '../../records/runRecord';
import type { Box } from '../../studies/boxOnInput';
import { boxOnInput } from '../../studies/boxOnInput';
import type { StudyDefinition } from '../../studies/definitions';
import { definitionOf } from '../../studies/definitions';
import type { StudyId } from '../../studies/studyIds';
import type { NumbersOfLayer, NumbersOfNetwork } from '../../studies/studyNumbers';
import { isLayerOver } from '../board/boardRecord';
import { keepStudyOnBoard, putBoardAside, takeBoardBack } from '../board/boardAside';
import { addPanes, readBoard, useBoard, wantRun } from '../board/boardStore';
import { sampleOf } from '../board/pictureName';
import type { BoardPicture, BoardSubject } from '../board/subject';
import { boardKey, DEFAULT_BOARD_SPEC, pictureKey } from '../board/subject';
import { foregroundKey } from '../foregroundEntry';
import { readApp, useApp } from '../store';
import { setView } from '../viewActions';
import type { LivePicture } from './studyStore';
import { isIn, openStudyId, readStudies, setLivePictureOfLink, writeStudies } from './studyStore';

/** Networks of the study that can be run: served here and ticked. */
export function networksToRun({ id, networks }: StudyDefinition, left: ReadonlySet<string>, served: ReadonlySet<string>) {
  return networks.filter((network) => served.has(network.model) && !isIn(left, id, network.id));
}

/** In place of what was run before; maps and curves come as they are computed. */
export function startLive(study: StudyId, picture: BoardPicture): void {
  const definition = definitionOf(study);
  const { catalogue } = readApp();
  const titles = new Map(catalogue.map(({ id, title }) => [id, title]));
  const networks = networksToRun(definition, readStudies().left, new Set(titles.keys()));
  if (networks.length === 0) return;
  putBoardAside();
  const subjects = networks.map(({ model, damage }): BoardSubject => ({
    model: { link: model, choices: null, title: titles.get(model)!, sha256: null },
    picture,
    spec: { ...DEFAULT_BOARD_SPEC, seed: definition.seed, variant: damage && { kind: 'damaged', ...damage } },
  }));
  writeStudies({ picture, live: { study, picture, runKeys: new Map(networks.map(({ id }, i) => [id, boardKey(subjects[i]!)])) } });
  // Networks side by side, a row for each depth.
  addPanes(definition.mapDepths.flatMap((depth) => subjects.map((subject) => ({ subject, layer: { depth } }))));
  networks.forEach(({ layers }, i) => wantRun(subjects[i]!, layers.map((id) => ({ id }))));
  setLivePictureOfLink(picture.link);
}

/** The viewer's board comes back. */
export function endLive(): void {
  takeBoardBack();
  writeStudies({ live: null });
  setLivePictureOfLink(null);
}

/** For whoever leaves the studies by another door: the link still says what was run, for the way back. */
function leaveLive(): void {
  takeBoardBack();
  writeStudies({ live: null });
}

/** What is run here stays on the board, and the page goes there. */
export function carryOnInCompare(): void {
  keepStudyOnBoard();
  writeStudies({ live: null });
  setLivePictureOfLink(null);
  setView({ mode: 'board' });
}

/**
 * Keeps the numbers of the live run up to date, and ends it when its study is left: at once, before anything else is drawn from
 * the board. Gives how to stop.
 */
export function followLive(): () => void {
  const follow = () => {
    const { live, seen } = readStudies();
    if (!live) return;
    const own = livePicture(live.picture, live.runKeys);
    if (own.networks.length === 0) return;
    const others = (seen.get(live.study) ?? []).filter(({ key }) => key !== own.key);
    writeStudies({ seen: new Map(seen).set(live.study, [...others, own]) });
  };
  const unsubscribes = [
    useBoard.subscribe(follow),
    useApp.subscribe(({ view }) => {
      const { live } = readStudies();
      if (!live) return;
      if (view.mode !== 'study') leaveLive();
      else if (openStudyId() !== live.study) endLive();
    }),
  ];
  return () => {
    for (const unsubscribe of unsubscribes) unsubscribe();
  };
}

function livePicture(picture: BoardPicture, runKeys: ReadonlyMap<string, string>): LivePicture {
  const { runs } = readBoard();
  let hasForeground = false;
  const networks = [...runKeys].flatMap(([id, runKey]): NumbersOfNetwork[] => {
    const record = runs.get(runKey)?.record;
    if (!record || record.layers.length === 0) return [];
    const mask = foregroundOf(record);
    hasForeground ||= mask !== null;
    return [{ id, layers: record.layers.filter((layer) => isLayerOver(layer) && layer.map !== null).map((layer) => numbersOf(record, layer, mask)) }];
  });
  return { key: pictureKey(picture), name: picture.name, networks, hasForeground };
}

function numbersOf({ model }: RunRecord, { info, progress, map }: LayerRecord, mask: PixelMask | null): NumbersOfLayer {
  return {
    id: info.id, title: info.title, relativeDepth: relativeDepth(model.layers, info.id) ?? 0,
    values: { entropy: [progress.meanValue], gain: [progress.gain], concentration: [map && mask ? concentrationOf(map, mask) : null] },
  };
}

const known = new WeakMap<LayerMap, { readonly mask: PixelMask; readonly value: number }>();

/** Maps come some times a second; theirs does not change. */
function concentrationOf(map: LayerMap, mask: PixelMask): number {
  const before = known.get(map);
  if (before?.mask === mask) return before.value;
  const value = concentration(map, mask).concentrationNats;
  known.set(map, { mask, value });
  return value;
}

const masks = new Map<string, PixelMask | null>();

/** What the viewer marked on the picture, else the box that was drawn on the sample by eye; null where nobody knows. */
function foregroundOf(record: RunRecord): PixelMask | null {
  const key = foregroundKey(record.picture.sha256, record.model.input, null);
  const drawn = readApp().foregrounds.get(key);
  if (drawn?.isUsable) return drawn.mask;
  if (!masks.has(key)) {
    const sample = record.picture.link === null ? undefined : sampleOf(record.picture.link);
    const box = sample && boxOfSample(sample);
    const mask = box ? boxOnInput(record, box) : null;
    masks.set(key, mask && splits(mask) ? mask : null);
  }
  return masks.get(key)!;
}

const TEST_PICTURE = /test picture (\d+)$/;

export function boxOfSample({ id, source }: Pick<SamplePicture, 'id' | 'source'>): Box | null {
  const index = TEST_PICTURE.exec(source)?.[1];
  const named = [...photographBoxes.pictures, ...sampleBoxes.pictures].find(({ file }) => file === id);
  const found = named ?? boxes.pictures.find((entry) => index !== undefined && entry.index === Number(index));
  return (found?.box as unknown as Box | undefined) ?? null;
}
