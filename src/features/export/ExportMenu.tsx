import { downloadBlob } from '../../export/downloadBlob';
import type { ExportExtension } from '../../export/exportFileName';
import { exportFileName } from '../../export/exportFileName';
import { runToCsv } from '../../export/runToCsv';
import { runToJson } from '../../export/runToJson';
import { runToNpy } from '../../export/runToNpy';
import { selectForegroundTooLong } from '../../state/foreground';
import { readLive } from '../../state/live';
import { shareAddress } from '../../state/linkSync';
import { readApp, tell, useApp } from '../../state/store';
import { recordOfTable } from '../../state/tableRecord';
import { Popover } from '../../ui/Popover';
import { texts } from '../../ui/texts';
import { foregroundTexts } from '../../ui/textsConcentration';

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
  ];
  try {
    await navigator.clipboard.writeText(shareAddress());
    tell(limits.length > 0 ? 'warning' : 'note', 'export', texts.linkCopied, ...limits);
  } catch {
    tell('warning', 'export', texts.linkNotCopied, ...limits);
  }
}

export function ExportMenu() {
  const hasRun = useApp((state) => state.shownRun !== null);
  return (
    <Popover caption={texts.export} testId="export-menu" className="is-export" align="end" value="JSON, CSV, NPY">
      {(close) => (
        <div className="list-panel">
          <ul>
            {formats.map((format) => (
              <li key={format.extension}>
                <button
                  type="button"
                  className="list-item"
                  data-testid={`export-${format.extension}`}
                  disabled={!hasRun}
                  onClick={() => {
                    close();
                    save(format);
                  }}
                >
                  <span className="list-title">{format.title}</span>
                  <small>{format.note}</small>
                </button>
              </li>
            ))}
          </ul>
          <button
            type="button"
            className="list-item list-action"
            data-testid="copy-link"
            onClick={() => {
              close();
              void copyLink();
            }}
          >
            <span className="list-title">{texts.copyLink}</span>
            <small>{texts.copyLinkNote}</small>
          </button>
        </div>
      )}
    </Popover>
  );
}
