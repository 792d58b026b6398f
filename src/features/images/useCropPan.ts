import type { RefObject } from 'react';
import { useEffect } from 'react';
import { cropShape } from '../../pictures/fitToNetwork';
import { moveCrop, settleCrop, shownWindow, useCrop } from '../../state/crop';
import { readApp } from '../../state/store';
import { attachCropGestures } from '../../views/cropGestures';

function subject() {
  const { picture, fitted, model } = readApp();
  const window = shownWindow(picture, fitted, useCrop.getState().draft);
  if (!picture || !model || !window) return null;
  const { width, height } = picture.opened;
  return { window, picture: { width, height }, shape: cropShape(model.card.input) };
}

/** While the crop tool is out, the picture is moved and zoomed under the network's window by what the network sees itself. */
export function useCropPan(host: RefObject<HTMLElement | null>): void {
  const isOpen = useCrop((state) => state.isOpen);
  useEffect(() => {
    const element = host.current;
    if (!element || !isOpen) return;
    return attachCropGestures(element, {
      subject,
      pointOf: ({ clientX, clientY }, { window }) => {
        const box = element.getBoundingClientRect();
        const { placed, picture } = readApp().fitted!;
        // In a letterbox, the picture begins where its part was placed.
        const across = (((clientX - box.left) / box.width) * picture.width - placed.x) / placed.width;
        const down = (((clientY - box.top) / box.height) * picture.height - placed.y) / placed.height;
        return { x: window.x + across * window.width, y: window.y + down * window.height };
      },
      handleAt: () => null,
      moves: 'picture',
      onMove: (window) => void moveCrop(window),
      onSettle: (window) => void settleCrop(window),
    });
  }, [host, isOpen]);
}
