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
      value={backend ? backendText(backend) : failure ? texts.engineFailed : '…'}
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
