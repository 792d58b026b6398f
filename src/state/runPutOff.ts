/** A page that opens on the board does not start the table's run: the board comes first. It starts when the table is looked at. */
import { startRun } from './runs';
import { useApp } from './store';

let isPutOff = false;

export const isRunPutOff = () => isPutOff;

export function putRunOff(): void {
  if (isPutOff) return;
  isPutOff = true;
  const unsubscribe = useApp.subscribe(({ view, runStatus }) => {
    if ((view.mode === 'board' || view.mode === 'study') && runStatus === 'idle') return;
    unsubscribe();
    isPutOff = false;
    if (runStatus === 'idle') startRun();
  });
}
