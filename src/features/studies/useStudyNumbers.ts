import { useMemo } from 'react';
import type { StudyId } from '../../studies/studyIds';
import type { NumbersOfNetwork } from '../../studies/studyNumbers';
import { joinedPictures } from '../../studies/studyNumbers';
import { definitionOf } from '../../studies/definitions';
import type { StudyDefinition } from '../../studies/definitions';
import type { StudyResult } from '../../studies/studyResult';
import { pictureKey } from '../../state/board/subject';
import { useApp } from '../../state/store';
import type { LivePicture } from '../../state/studies/studyStore';
import { useStudies } from '../../state/studies/studyStore';
import { damagedTitle } from '../../ui/textsStudies';

const NONE: readonly LivePicture[] = [];

export interface StudyNumbers {
  readonly definition: StudyDefinition;
  readonly result: StudyResult | null;
  /** Of all pictures run here, as one set. */
  readonly live: readonly NumbersOfNetwork[];
  readonly livePictures: readonly LivePicture[];
  /** The one that is on the board now; null while nothing is run. */
  readonly current: LivePicture | null;
  titleOf(network: string): string;
}

/** What is known of a study: published and run here. */
export function useStudyNumbers(id: StudyId): StudyNumbers {
  const published = useStudies((state) => state.published.get(id));
  const livePictures = useStudies((state) => state.seen.get(id) ?? NONE);
  const liveRun = useStudies((state) => state.live);
  const cards = useStudies((state) => state.cards);
  const catalogue = useApp((state) => state.catalogue);
  const live = useMemo(() => joinedPictures(livePictures.map(({ networks }) => networks)), [livePictures]);
  const definition = definitionOf(id);
  const result = published?.status === 'ready' ? published.result : null;
  const key = liveRun?.study === id ? pictureKey(liveRun.picture) : null;
  const titleOf = (network: string) => {
    const defined = definition.networks.find((one) => one.id === network);
    const title = defined && (cards.get(defined.model)?.title ?? catalogue.find((entry) => entry.id === defined.model)?.title);
    return title === undefined ? (result?.networks.find((one) => one.id === network)?.title ?? network) : damagedTitle(title, defined!.damage);
  };
  return { definition, result, live, livePictures, current: livePictures.find((picture) => picture.key === key) ?? null, titleOf };
}
