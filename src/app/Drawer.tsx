import { useEffect, useRef } from 'react';
import { DecodersPanel } from '../features/decoders/DecodersPanel';
import { ComputationSettings } from '../features/runs/ComputationSettings';
import { useApp } from '../state/store';
import { setView } from '../state/viewActions';
import { Icon } from '../ui/Icon';
import { texts } from '../ui/texts';
import { AppearanceSettings } from './AppearanceSettings';
import { KeySettings } from './KeySettings';
import { OfflineNote } from './OfflineNote';

/** Rarer choices. It does not veil the table: what is changed in it is seen at once. */
export function Drawer() {
  const isOpen = useApp((state) => state.view.drawerOpen);
  const panel = useRef<HTMLElement>(null);
  const close = () => {
    setView({ drawerOpen: false });
    document.querySelector<HTMLElement>('[data-testid="open-drawer"]')?.focus();
  };
  useEffect(() => {
    if (isOpen) panel.current?.focus();
  }, [isOpen]);
  if (!isOpen) return null;
  return (
    <aside
      className="drawer"
      data-testid="drawer"
      aria-label={texts.settings}
      tabIndex={-1}
      ref={panel}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        event.nativeEvent.stopImmediatePropagation();
        close();
      }}
    >
      <header className="drawer-head">
        <h2>{texts.settings}</h2>
        <button type="button" className="tool" aria-label={texts.close} data-testid="close-drawer" onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <AppearanceSettings />
      <ComputationSettings />
      <DecodersPanel />
      <KeySettings />
      <OfflineNote />
    </aside>
  );
}
