import { useRef } from 'react';
import { ExportMenu } from '../features/export/ExportMenu';
import { PicturePicker } from '../features/images/PicturePicker';
import { NetworkPicker } from '../features/models/NetworkPicker';
import { BackendChip } from '../features/runs/BackendChip';
import { BudgetPicker } from '../features/runs/BudgetPicker';
import { LayersPicker } from '../features/runs/LayersPicker';
import { MetricPicker } from '../features/runs/MetricPicker';
import { readFiles } from '../pictures/transfer';
import { takeContent } from '../state/content';
import { toggleHistory } from '../state/historyPanel';
import { readApp, useApp } from '../state/store';
import { openPresenter } from '../state/present';
import { setView } from '../state/viewActions';
import { Icon } from '../ui/Icon';
import { texts } from '../ui/texts';
import { historyTexts } from '../ui/textsHistory';
import { presentTexts } from '../ui/textsTeach';
import { LessonsPicker } from './Lessons';
import { ModeSwitch } from './ModeSwitch';

function takeFiles(input: HTMLInputElement) {
  const files = [...(input.files ?? [])];
  // Else picking the same file again would be no change.
  input.value = '';
  if (files.length > 0) void takeContent(readFiles(files));
}

export function TopBar() {
  const mode = useApp((state) => state.view.mode);
  const fileInput = useRef<HTMLInputElement>(null);
  const sessionInput = useRef<HTMLInputElement>(null);
  const folderInput = useRef<HTMLInputElement>(null);
  const modelFilesInput = useRef<HTMLInputElement>(null);
  return (
    <header className="bar">
      <p className="wordmark">
        <Mark /> {texts.product}
      </p>
      <ModeSwitch />
      <div className="bar-choices" hidden={mode === 'board' || mode === 'study'}>
        <NetworkPicker openFolder={() => folderInput.current?.click()} openFiles={() => modelFilesInput.current?.click()} />
        <PicturePicker openFile={() => fileInput.current?.click()} />
        <MetricPicker />
        <LayersPicker />
        <BudgetPicker />
      </div>
      <div className="bar-end">
        <LessonsPicker />
        <BackendChip />
        <ExportMenu openFile={() => sessionInput.current?.click()} />
        <button type="button" className="tool" aria-label={historyTexts.title} title={historyTexts.title} data-testid="open-history" onClick={() => toggleHistory()}>
          <Icon name="clock" />
        </button>
        <button type="button" className="tool" aria-label={presentTexts.open} title={presentTexts.open} data-testid="present" onClick={() => openPresenter()}>
          <Icon name="screen" />
        </button>
        <button
          type="button"
          className="tool"
          aria-label={texts.settings}
          title={texts.settings}
          data-testid="open-drawer"
          onClick={() => setView({ drawerOpen: !readApp().view.drawerOpen })}
        >
          <Icon name="sliders" />
        </button>
      </div>
      <input ref={fileInput} hidden type="file" accept="image/*" multiple data-testid="file-input" onChange={(event) => takeFiles(event.target)} />
      <input ref={sessionInput} hidden type="file" accept=".pixelsieve,.json,.png,.svg" multiple data-testid="session-input" onChange={(event) => takeFiles(event.target)} />
      <input ref={folderInput} hidden type="file" webkitdirectory="" data-testid="model-input" onChange={(event) => takeFiles(event.target)} />
      <input ref={modelFilesInput} hidden type="file" multiple data-testid="model-files-input" onChange={(event) => takeFiles(event.target)} />
    </header>
  );
}

/** A sieve: nine pixels, of which some have gone through. */
function Mark() {
  return (
    <svg viewBox="0 0 16 16" width="18" height="18" aria-hidden="true" className="mark">
      <path d="M1 1h4v4H1zM6 1h4v4H6zM11 1h4v4h-4zM1 6h4v4H1zM6 6h4v4H6zM1 11h4v4H1z" fill="currentColor" />
      <path d="M11.5 6.5h3v3h-3zM6.5 11.5h3v3h-3zM11.5 11.5h3v3h-3z" fill="none" stroke="currentColor" strokeOpacity="0.35" />
    </svg>
  );
}
