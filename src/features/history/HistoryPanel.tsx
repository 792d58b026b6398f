import { useEffect, useState } from 'react';
import { PAST_RUN_BOUNDS } from '../../records/pastRunRoom';
import { toggleHistory } from '../../state/historyPanel';
import { deletePastRuns, surveyPastRuns, undoDelete, usePastRuns } from '../../state/pastRuns';
import { SidePanel } from '../../ui/SidePanel';
import { historyTexts as texts } from '../../ui/textsHistory';
import { PastRun } from './PastRun';
import './history.css';

/** The runs that this browser keeps. It does not veil the table: what is opened from it is seen at once. */
export function HistoryPanel() {
  const { infos, deleted, note } = usePastRuns();
  useEffect(() => void surveyPastRuns(), []);
  return (
    <SidePanel title={texts.title} testId="history" className="history" closeTestId="close-history" openerTestId="open-history" onClose={() => toggleHistory(false)}>
      <p className="field-help">{infos?.length === 0 ? texts.empty : texts.help}</p>
      {note !== null && (
        <p className="history-note" role="status" data-testid="history-note">
          {note}
        </p>
      )}
      {deleted.length > 0 && (
        <p className="history-note" role="status">
          {texts.deleted(deleted.length)}{' '}
          <button type="button" className="quiet" data-testid="history-undo" onClick={() => void undoDelete()}>
            {texts.undo}
          </button>
        </p>
      )}
      <ul className="history-list" data-testid="history-list">
        {infos?.map((info) => <PastRun key={info.id} info={info} />)}
      </ul>
      {infos && infos.length > 0 && <HistoryFoot count={infos.length} bytes={infos.reduce((sum, info) => sum + info.bytes, 0)} ids={infos.map(({ id }) => id)} />}
    </SidePanel>
  );
}

function HistoryFoot({ count, bytes, ids }: { count: number; bytes: number; ids: readonly string[] }) {
  const [isAsking, setAsking] = useState(false);
  return (
    <footer className="history-foot">
      <p data-testid="history-size">{texts.size(count, bytes)}</p>
      <p className="field-help">{texts.bounds(PAST_RUN_BOUNDS.runs, PAST_RUN_BOUNDS.bytes)}</p>
      {isAsking ? (
        <div className="history-sure">
          <button
            type="button"
            className="quiet-action"
            data-testid="history-delete-all-sure"
            onClick={() => {
              setAsking(false);
              void deletePastRuns(ids);
            }}
          >
            {texts.deleteAllSure(count)}
          </button>
          <button type="button" className="quiet-action" onClick={() => setAsking(false)}>
            {texts.keepAll}
          </button>
        </div>
      ) : (
        <button type="button" className="quiet-action" data-testid="history-delete-all" onClick={() => setAsking(true)}>
          {texts.deleteAll}
        </button>
      )}
    </footer>
  );
}
