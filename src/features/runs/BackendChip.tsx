import type { BackendInfo } from '../../engine/protocol';
import { useApp } from '../../state/store';
import { Popover } from '../../ui/Popover';
import { texts } from '../../ui/texts';

const names: Record<BackendInfo['name'], string> = { webgpu: 'WebGPU', webgl: 'WebGL', wasm: 'WASM', cpu: 'CPU' };

export function backendTitle(backend: BackendInfo): string {
  if (backend.name !== 'wasm') return names[backend.name];
  return `${names.wasm} · ${backend.threads} ${backend.threads === 1 ? 'thread' : 'threads'}`;
}

/** What computes, and, one click away, why. */
export function BackendChip() {
  const backend = useApp((state) => state.backend);
  const failure = useApp((state) => state.engineFailure);
  return (
    <Popover
      caption={texts.backend}
      testId="backend"
      align="end"
      value={backend ? backendTitle(backend) : failure ? texts.engineFailed : '…'}
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
