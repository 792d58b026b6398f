/** The camera's dialog: open or not, and where its photographs go. */
import { create } from 'zustand';
import { takePictures } from './takePictures';
import { clearTopic } from './store';

export const useCamera = create<{ readonly isOpen: boolean }>()(() => ({ isOpen: false }));

export const openCameraDialog = () => useCamera.setState({ isOpen: true });
export const closeCameraDialog = () => useCamera.setState({ isOpen: false });

/** A photograph into the tray and onto the table, named by the moment. */
export function takePhotograph(photograph: Blob, now = new Date()): Promise<void> {
  clearTopic('picture');
  const two = (number: number) => String(number).padStart(2, '0');
  const date = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const name = `camera ${date} ${two(now.getHours())}.${two(now.getMinutes())}.${two(now.getSeconds())}.png`;
  return takePictures([{ blob: photograph, name }], 'camera');
}
