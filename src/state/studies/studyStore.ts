/** The paper's studies in the page: which one is open, what was published of them, and what is run on a picture here. */
import { create } from 'zustand';
import type { ModelCard } from '../../core/modelCard';
import type { StudyId } from '../../studies/studyIds';
import { isStudyId } from '../../studies/studyIds';
import type { NumbersOfNetwork, StudyMetric } from '../../studies/studyNumbers';
import type { StudyResult } from '../../studies/studyResult';
import type { BoardPicture } from '../board/subject';
import { linkExtra, setLinkExtra } from '../linkExtras';
import { useApp } from '../store';

export type PublishedResult =
  | { readonly status: 'loading' | 'missing' }
  | { readonly status: 'ready'; readonly result: StudyResult }
  | { readonly status: 'failed'; readonly message: string };

/** What a run on one picture came to, as far as it is. */
export interface LivePicture {
  readonly key: string;
  readonly name: string;
  readonly networks: readonly NumbersOfNetwork[];
  /** Whether it is known where the object is. */
  readonly hasForeground: boolean;
}

export interface LiveRun {
  readonly study: StudyId;
  readonly picture: BoardPicture;
  /** Of the board's runs, by the study's networks. */
  readonly runKeys: ReadonlyMap<string, string>;
}

export interface StudyState {
  readonly published: ReadonlyMap<StudyId, PublishedResult>;
  /** By the model's id; null for one that has no card here. */
  readonly cards: ReadonlyMap<string, ModelCard | null>;
  readonly metric: StudyMetric;
  /** Networks whose curves are not drawn, and that are not run here; "study network". */
  readonly hidden: ReadonlySet<string>;
  readonly left: ReadonlySet<string>;
  readonly pointed: string | null;
  /** Chosen to be run on; null: the first that suits. */
  readonly picture: BoardPicture | null;
  readonly live: LiveRun | null;
  /** By study: the pictures run during this visit, oldest first. */
  readonly seen: ReadonlyMap<StudyId, readonly LivePicture[]>;
}

export const useStudies = create<StudyState>()(() => ({
  published: new Map(), cards: new Map(), metric: 'entropy', hidden: new Set(), left: new Set(), pointed: null, picture: null, live: null, seen: new Map(),
}));
export const readStudies = useStudies.getState;
export const writeStudies = useStudies.setState;

/** Keys of the link. */
const OPEN = 'study';
const LIVE = 'live';

export const openStudyId = (): StudyId | null => {
  const id = linkExtra(OPEN);
  return isStudyId(id) ? id : null;
};

/** null for the list of all. */
export function useOpenStudy(): StudyId | null {
  const id = useApp((state) => state.linkRest.get(OPEN) ?? null);
  return isStudyId(id) ? id : null;
}

export function openStudy(id: StudyId | null): void {
  setLinkExtra(OPEN, id);
  if (id === null) setLinkExtra(LIVE, null);
}

/** The picture that a link says the study is run on. */
export const livePictureOfLink = (): string | null => linkExtra(LIVE);
export const setLivePictureOfLink = (link: string | null) => setLinkExtra(LIVE, link);

export function toggleNetwork(of: 'hidden' | 'left', study: StudyId, network: string): void {
  const key = `${study} ${network}`;
  writeStudies((state) => {
    const next = new Set(state[of]);
    if (!next.delete(key)) next.add(key);
    return { [of]: next };
  });
}

export const isIn = (set: ReadonlySet<string>, study: StudyId, network: string) => set.has(`${study} ${network}`);
