import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { followLive } from '../../state/studies/studyLive';
import { useOpenStudy } from '../../state/studies/studyStore';
import { StudiesOverview } from './StudiesOverview';
import { StudyView } from './StudyView';
import '../../views/overlaidCurves.css';
import './studies.css';

/** The paper's studies: all of them, or one. `maps` shows what stands on the board. */
export function Studies({ maps }: { maps: ReactNode }) {
  const id = useOpenStudy();
  useEffect(followLive, []);
  return (
    <main className="studies" data-testid="studies" id="maps" tabIndex={-1}>
      {id === null ? <StudiesOverview /> : <StudyView key={id} id={id} maps={maps} />}
    </main>
  );
}
