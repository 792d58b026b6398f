import { useApp } from '../../state/store';
import { Popover } from '../../ui/Popover';
import { texts } from '../../ui/texts';
import { backendText } from '../../ui/textsRecords';

/** What computes, and, one click away, why. */
export function BackendChip() {
  const backend = useApp((state) => state.backend);
  const failure = useApp((state) => state.engineFailure);
  return (
    <Popover
      caption={texts.backend}
      testId="backend"
      align="end"
      value={backend ? <BackendName text={backendText(backend)} /> : failure ? texts.engineFailed : '…'}
    >
      {() => (
        <div className="text-panel" data-testid="backend-reason">
          <p>{backend ? backend.reason : (failure ?? texts.starting)}</p>
          {backend?.adapter && <p>{backend.adapter}</p>}
          {backend?.warning && <p>{backend.warning}</p>}
        </div>
      )}
    </Popover>
  );
}

/** "WASM · 2 threads", of which a phone shows the first word. */
function BackendName({ text }: { text: string }) {
  const [name, ...details] = text.split(' · ');
  return (
    <span>
      {name}
      {details.length > 0 && <span className="backend-details"> · {details.join(' · ')}</span>}
    </span>
  );
}
