import type { LayerStatus } from '../engine/protocol';
import type { IconName } from './Icon';
import { Icon } from './Icon';

const marks: Record<LayerStatus, IconName> = {
  queued: 'dots',
  running: 'dots',
  measuring: 'dots',
  converged: 'check',
  'pass-limit': 'bar',
  unbounded: 'infinity',
  cancelled: 'square',
  failed: 'cross',
};

/** Shape first, so that statuses differ without colour; the words beside it carry the meaning. */
export function StatusMark({ status }: { status: LayerStatus }) {
  return <Icon name={marks[status]} className={`status-mark is-${status}`} />;
}
