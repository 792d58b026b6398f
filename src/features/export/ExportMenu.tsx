import { downloadBlob } from '../../export/downloadBlob';
import type { ExportExtension } from '../../export/exportFileName';
import { exportFileName } from '../../export/exportFileName';
import { runToCsv } from '../../export/runToCsv';
import { runToJson } from '../../export/runToJson';
import { runToNpy } from '../../export/runToNpy';
import { openFigureDialog, openSessionDialog } from '../../state/exportDialogs';
import { boardLimits } from '../../state/board/boardLink';
import { readBoard } from '../../state/board/boardStore';
import { selectForegroundTooLong } from '../../state/foreground';
import { readLive } from '../../state/live';
import { shareAddress } from '../../state/linkSync';
import { offer, readApp, tell, useApp } from '../../state/store';
import { recordOfTable } from '../../state/tableRecord';
import { Popover } from '../../ui/Popover';
import { texts } from '../../ui/texts';
import { foregroundTexts } from '../../ui/textsConcentration';
import { figureTexts } from '../../ui/textsFigures';
import { sessionTexts } from '../../ui/textsSession';

const formats = [
  { extension: 'json', title: texts.exportJson, note: texts.exportJsonNote, type: 'application/json', write: runToJson },
  { extension: 'csv', title: texts.exportCsv, note: texts.exportCsvNote, type: 'text/csv', write: runToCsv },
  { extension: 'npy', title: texts.exportNpy, note: texts.exportNpyNote, type: 'application/octet-stream', write: runToNpy },
] as const satisfies readonly { extension: ExportExtension; [key: string]: unknown }[];

function save({ extension, type, write }: (typeof formats)[number]) {
  try {
    const record = recordOfTable(readApp(), readLive());
    if (!record) return;
    downloadBlob(new Blob([write(record)], { type }), exportFileName(record.model.id, record.picture.name, extension));
  } catch (error) {
    tell('error', 'export', error instanceof Error ? error.message : String(error));
  }
}

async function copyLink() {
  const state = readApp();
  const { picture, model } = state;
  const limits = [
    ...(picture && picture.link === null ? [texts.pictureNotInLink] : []),
    ...(model && model.link === null ? [texts.modelNotInLink] : []),
    ...(selectForegroundTooLong(state) ? [foregroundTexts.notInLink] : []),
    ...boardLimits(readBoard()),
  ];
  const limited = [...limits, ...(limits.length > 0 ? [sessionTexts.linkCannot] : [])];
  const line = await navigator.clipboard.writeText(shareAddress()).then(() => texts.linkCopied, () => texts.linkNotCopied);
  // What a link cannot carry, a session file can.
  if (limits.length > 0) offer('export', { label: sessionTexts.saveSession, act: openSessionDialog }, line, ...limited);
  else tell(line === texts.linkCopied ? 'note' : 'warning', 'export', line);
}

interface EntryProps {
  readonly testId: string;
  readonly title: string;
  readonly note: string;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}

function Entry({ testId, title, note, disabled = false, onClick }: EntryProps) {
  return (
    <button type="button" className="list-item" data-testid={testId} disabled={disabled} onClick={onClick}>
      <span className="list-title">{title}</span>
      <small>{note}</small>
    </button>
  );
}

/** What leaves the page as a file or a link, and the one door for files that come back. */
export function ExportMenu({ openFile }: { openFile: () => void }) {
  const hasRun = useApp((state) => state.shownRun !== null);
  const hasOwn = useApp(({ picture, model }) => (picture !== null && picture.link === null) || (model !== null && model.link === null));
  return (
    <Popover caption={texts.export} testId="export-menu" className="is-export" align="end" value={texts.exportValue}>
      {(close) => {
        const closing = (act: () => void) => () => {
          close();
          act();
        };
        return (
          <div className="list-panel">
            <Entry testId="save-figure" title={figureTexts.menu} note={figureTexts.menuNote} disabled={!hasRun} onClick={closing(() => openFigureDialog(readApp().view.mode === 'board' ? 'board' : 'table'))} />
            <ul className="list-group">
              {formats.map((format) => (
                <li key={format.extension}>
                  <Entry testId={`export-${format.extension}`} title={format.title} note={format.note} disabled={!hasRun} onClick={closing(() => save(format))} />
                </li>
              ))}
            </ul>
            <div className="list-group">
              <Entry testId="copy-link" title={texts.copyLink} note={hasOwn ? texts.copyLinkOwn : texts.copyLinkNote} onClick={closing(() => void copyLink())} />
              <Entry testId="save-session" title={sessionTexts.menu} note={sessionTexts.menuNote} onClick={closing(openSessionDialog)} />
            </div>
            <div className="list-group">
              <Entry testId="open-file" title={sessionTexts.open} note={sessionTexts.openNote} onClick={closing(openFile)} />
            </div>
          </div>
        );
      }}
    </Popover>
  );
}
