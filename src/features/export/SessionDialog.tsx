import { useRef, useState } from 'react';
import { downloadBlob } from '../../export/downloadBlob';
import { exportFileName } from '../../export/exportFileName';
import { writeSession } from '../../records/writeSession';
import { closeExportDialogs } from '../../state/exportDialogs';
import type { SessionPlan } from '../../state/saveSession';
import { gatherSession, planSession } from '../../state/saveSession';
import { readApp, tell } from '../../state/store';
import { Icon } from '../../ui/Icon';
import { texts as common } from '../../ui/texts';
import { sessionTexts as texts } from '../../ui/textsSession';
import { useModal } from '../../ui/useModal';
import './export.css';

const sum = (sizes: readonly number[]) => sizes.reduce((all, size) => all + size, 0);

function linesOf({ pictures, runs, panes, lostPictures }: SessionPlan): readonly string[] {
  return [
    pictures.length > 0 ? texts.pictures(pictures.length, sum(pictures.map(({ file }) => file.size))) : texts.noPictures,
    runs.length > 0 ? texts.runs(runs.length) : texts.noRuns,
    ...(panes > 0 ? [texts.panes(panes)] : []),
    ...(lostPictures.length > 0 ? [texts.lost(lostPictures)] : []),
  ];
}

async function save(plan: SessionPlan, withNetworks: boolean): Promise<void> {
  try {
    const session = await gatherSession(plan, withNetworks);
    const { model, picture } = readApp();
    downloadBlob(new Blob([await writeSession(session)]), exportFileName(model?.card.id ?? 'session', picture?.opened.name ?? '', 'pixelsieve'));
  } catch (error) {
    tell('error', 'export', error instanceof Error ? error.message : String(error));
  }
}

/** What goes into a session file, before it is written. */
export function SessionDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [plan] = useState(planSession);
  const [withNetworks, setWithNetworks] = useState(true);
  const [isSaving, setSaving] = useState(false);
  useModal(dialog);
  const { networks } = plan;
  const networkBytes = sum(networks.map(({ bytes }) => bytes));
  return (
    <dialog ref={dialog} className="sheet" data-testid="session-dialog" aria-label={texts.title} onClose={closeExportDialogs}>
      <div className="sheet-body">
        <header className="sheet-head">
          <h2>{texts.title}</h2>
          <button type="button" className="tool" aria-label={common.close} onClick={() => dialog.current?.close()}>
            <Icon name="close" />
          </button>
        </header>
        <p>{texts.help}</p>
        <ul className="sheet-list">
          {linesOf(plan).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        {networks.length > 0 && (
          <>
            <label className="toggle">
              <input type="checkbox" data-testid="session-networks" checked={withNetworks} onChange={(event) => setWithNetworks(event.target.checked)} />
              <span>{networks[1] ? texts.withNetworks(networks.length, networkBytes) : texts.withNetwork(networks[0]!.title, networkBytes)}</span>
            </label>
            <p className="field-help">{texts.networksNote}</p>
          </>
        )}
        <button
          type="button"
          className="action"
          data-testid="session-save"
          disabled={isSaving}
          onClick={() => {
            setSaving(true);
            void save(plan, withNetworks && networks.length > 0).then(() => dialog.current?.close());
          }}
        >
          {isSaving ? texts.saving : texts.save}
        </button>
      </div>
    </dialog>
  );
}
