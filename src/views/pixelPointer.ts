/** From the pointer over a picture, or a map of it, to the picture's pixel. */

export interface PixelPointerOptions {
  readonly size: () => { readonly width: number; readonly height: number } | null;
  /** null when the pointer leaves. */
  readonly onPixel: (pixel: { x: number; y: number } | null) => void;
}

export function attachPixelPointer(element: HTMLElement, options: PixelPointerOptions): () => void {
  const move = (event: PointerEvent) => {
    const size = options.size();
    if (!size) return;
    const box = element.getBoundingClientRect();
    const x = Math.floor(((event.clientX - box.left) / box.width) * size.width);
    const y = Math.floor(((event.clientY - box.top) / box.height) * size.height);
    if (x < 0 || y < 0 || x >= size.width || y >= size.height) return options.onPixel(null);
    options.onPixel({ x, y });
  };
  const leave = (event: PointerEvent) => {
    // A finger that is lifted leaves its cross-hair: there is no hovering on a touch screen.
    if (event.pointerType === 'mouse') options.onPixel(null);
  };
  element.addEventListener('pointermove', move);
  element.addEventListener('pointerdown', move);
  element.addEventListener('pointerleave', leave);
  return () => {
    element.removeEventListener('pointermove', move);
    element.removeEventListener('pointerdown', move);
    element.removeEventListener('pointerleave', leave);
  };
}
