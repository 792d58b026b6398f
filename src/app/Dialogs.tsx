import { KnowledgeThreshold } from '../features/foreground/CurveHead';
import { useCamera } from '../state/camera';
import { useChecks } from '../state/checks';
import { useExportDialogs } from '../state/exportDialogs';
import { useHistoryPanel } from '../state/historyPanel';
import { usePresent } from '../state/present';
import { useShortcuts } from '../state/shortcuts';
import { useApp } from '../state/store';
import { later } from './later';
import { LessonPageBody, PointOnPicture, useHasLesson } from './Lessons';

const Drawer = later(async () => (await import('./Drawer')).Drawer);
const LargeMapDialog = later(async () => (await import('../features/maps/LargeMapDialog')).LargeMapDialog);
const ChecksDialog = later(async () => (await import('../features/checks/ChecksDialog')).ChecksDialog);
const HistoryPanel = later(async () => (await import('../features/history/HistoryPanel')).HistoryPanel);
const SessionDialog = later(async () => (await import('../features/export/SessionDialog')).SessionDialog);
const FigureDialog = later(async () => (await import('../features/export/FigureDialog')).FigureDialog);
const KeyList = later(async () => (await import('./KeyList')).KeyList);
const CameraDialog = later(async () => (await import('../features/images/CameraDialog')).CameraDialog);
const Presenter = later(async () => (await import('../features/present/Presenter')).Presenter);

/** What opens over or beside the table. A visit that opens none of it fetches none of it. */
export function Dialogs() {
  const isDrawerOpen = useApp((state) => state.view.drawerOpen);
  const isMapLarge = useApp((state) => state.view.largeLayerId !== null);
  const isChecking = useChecks((state) => state.isOpen);
  const isHistoryOpen = useHistoryPanel((state) => state.isOpen);
  const figure = useExportDialogs((state) => state.figure);
  const isSessionOpen = useExportDialogs((state) => state.isSessionOpen);
  const isCameraOpen = useCamera((state) => state.isOpen);
  const isPresenting = usePresent((state) => state.isOpen);
  const hasLesson = useHasLesson();
  const isKeyListOpen = useShortcuts((state) => state.isListOpen);
  return (
    <>
      {isDrawerOpen && <Drawer />}
      {isMapLarge && <LargeMapDialog threshold={<KnowledgeThreshold />} />}
      {isChecking && <ChecksDialog />}
      {isHistoryOpen && <HistoryPanel />}
      {figure && <FigureDialog wanted={figure} />}
      {isSessionOpen && <SessionDialog />}
      {isCameraOpen && <CameraDialog />}
      {isPresenting && <Presenter lesson={hasLesson && <LessonPageBody />} overlay={hasLesson && <PointOnPicture />} />}
      {isKeyListOpen && <KeyList />}
    </>
  );
}
