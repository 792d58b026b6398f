import { DecodersPanel } from '../features/decoders/DecodersPanel';
import { ComputationSettings } from '../features/runs/ComputationSettings';
import { useApp } from '../state/store';
import { setView } from '../state/viewActions';
import { SidePanel } from '../ui/SidePanel';
import { texts } from '../ui/texts';
import { AppearanceSettings } from './AppearanceSettings';
import { KeySettings } from './KeySettings';
import { OfflineNote } from './OfflineNote';

/** Rarer choices. It does not veil the table: what is changed in it is seen at once. */
export function Drawer() {
  const isOpen = useApp((state) => state.view.drawerOpen);
  if (!isOpen) return null;
  return (
    <SidePanel title={texts.settings} testId="drawer" closeTestId="close-drawer" openerTestId="open-drawer" onClose={() => setView({ drawerOpen: false })}>
      <AppearanceSettings />
      <ComputationSettings />
      <DecodersPanel />
      <KeySettings />
      <OfflineNote />
    </SidePanel>
  );
}
