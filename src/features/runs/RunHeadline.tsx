import { useEffect } from 'react';
import type { LiveState } from '../../state/live';
import { useLive } from '../../state/live';
import { cancelRun, startRun } from '../../state/runs';
import { countLayers, selectLayers, shownLayerIds } from '../../state/selectors';
import { readApp, useApp } from '../../state/store';
import { headline, texts } from '../../ui/texts';
import { CompareRun } from './CompareRun';
import { RunCost } from './RunCost';
import { RunProgress } from './RunProgress';
import { ScaleSwitch } from './ScaleSwitch';
import { TrainDecodersButton } from './TrainDecodersButton';

// Strings and numbers, so that a re-render happens when what is read has changed.
const selectSettled = (live: LiveState) => countLayers(live).settled;
const selectResultCount = (live: LiveState) => live.results.size;

function useEscapeCancels() {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // A dialog is closed by it, and that is all.
      if (event.key !== 'Escape' || readApp().runStatus !== 'running' || document.querySelector('dialog[open]')) return;
      cancelRun();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

function useHeadline(): string {
  const status = useApp((state) => state.runStatus);
  const isRecording = useApp((state) => state.recording !== null);
  const wanted = useApp((state) => state.runWanted);
  const modelLoading = useApp((state) => state.modelLoading);
  const hasBackend = useApp((state) => state.backend !== null);
  const hasFailed = useApp((state) => state.engineFailure !== null);
  const hasNetwork = useApp((state) => state.model?.loaded != null || state.catalogue.length === 0);
  const layers = useApp(selectLayers);
  const choice = useApp((state) => state.setup.layers);
  const settled = useLive(selectSettled);
  const resultCount = useLive(selectResultCount);
  if (isRecording) return texts.recording;
  if (status !== 'idle' || !wanted) return headline(status, settled, resultCount || shownLayerIds(layers, choice).length);
  if (hasFailed) return texts.engineFailed;
  if (modelLoading !== null) return modelLoading;
  if (!hasBackend) return texts.starting;
  return hasNetwork ? texts.waitingForNetwork : texts.noNetwork;
}

/** What is going on, in one line above the maps, and the one button that changes it. */
export function RunHeadline() {
  useEscapeCancels();
  const line = useHeadline();
  const status = useApp((state) => state.runStatus);
  const canRun = useApp((state) => state.recording === null);
  const isRunning = useApp((state) => state.runStatus === 'running' || (state.runWanted && state.engineFailure === null));
  return (
    <header className="headline">
      <div className="headline-words">
        <h1 data-testid="status" data-status={status}>
          {line}
        </h1>
        <RunProgress />
        <RunCost />
      </div>
      <div className="headline-tools">
        <ScaleSwitch />
        <TrainDecodersButton />
        <CompareRun />
        {canRun && (isRunning ? (
          <button type="button" className="action" data-testid="cancel" onClick={cancelRun}>
            {texts.cancel} <kbd>Esc</kbd>
          </button>
        ) : (
          <button type="button" className="action" data-testid="restart" onClick={startRun}>
            {status === 'idle' ? texts.start : texts.restart}
          </button>
        ))}
      </div>
    </header>
  );
}
