import { useOffline } from '../state/offline';
import { offlineTexts as texts } from '../ui/textsOffline';

/** Whether the page opens without a network, and how much of it. */
export function OfflineNote() {
  const { status, bytes, allBytes } = useOffline();
  return (
    <section className="drawer-section" data-testid="offline" data-status={status}>
      <h3>{texts.title}</h3>
      <p className="field-help">{status === 'keeping' ? texts.keeping(bytes, allBytes) : texts[status]}</p>
    </section>
  );
}
