/**
 * Draws a mask on a picture, pixel for pixel: a transparent sheet over it, with the mouse, a finger, a pen or the keyboard.
 * A stroke becomes a mask when it ends; until then it is shown and can be dropped.
 */
import type { MaskSize } from '../core/mask';
import { splits } from '../core/mask';
import type { PlanePoint } from '../core/maskShapes';
import { strokeMask } from '../core/maskShapes';
import { createFrameDrawer } from './frames';
import type { MaskDraft, MaskDraftEvents, MaskDraftOptions } from './maskDraft';
import { createMaskDraft } from './maskDraft';
import { drawOutline, drawShade, drawWay, freshContext } from './maskDrawing';
import { wayOf, withGesture } from './maskGesture';

/** `size` is that of the picture beneath, which the sheet covers exactly; Shift adds and Alt takes away, whatever is chosen. */
export interface MaskEditorOptions extends MaskDraftOptions {
  readonly label: string;
  /** Id of the element that says which keys do what. */
  readonly helpId: string;
}

export type MaskEditorEvents = MaskDraftEvents;

export interface MaskEditor {
  update(options: MaskEditorOptions): void;
  focus(): void;
  destroy(): void;
}

/** CSS pixels: less is a click, which draws no box. */
const LEAST_DRAG = 3;

export function createMaskEditor(host: HTMLElement, initial: MaskEditorOptions, events: MaskEditorEvents): MaskEditor {
  const canvas = document.createElement('canvas');
  canvas.className = 'mask-editor';
  canvas.tabIndex = 0;
  canvas.setAttribute('role', 'application');
  host.append(canvas);
  const shade = document.createElement('canvas');
  let options = initial;
  const draft = createMaskDraft(initial, events);
  const drawer = createFrameDrawer(() => drawDraft(canvas, shade, draft, options));
  const observer = new ResizeObserver(drawer.invalidate);
  observer.observe(canvas);
  followPointer(canvas, draft, () => options, drawer.invalidate);
  followKeys(canvas, draft, drawer.invalidate);

  function update(next: MaskEditorOptions) {
    options = next;
    draft.setOptions(next);
    canvas.setAttribute('aria-label', options.label);
    canvas.setAttribute('aria-describedby', options.helpId);
    drawer.invalidate();
  }

  update(initial);
  return {
    update,
    focus: () => canvas.focus({ preventScroll: true }),
    destroy() {
      observer.disconnect();
      drawer.destroy();
      canvas.remove();
    },
  };
}

/** One pointer draws at a time; a second finger is let be. */
function followPointer(canvas: HTMLCanvasElement, draft: MaskDraft, options: () => MaskEditorOptions, invalidate: () => void): void {
  /** Of the pointer that draws, and where it came down. */
  let pressed: { readonly id: number; readonly x: number; readonly y: number } | null = null;

  canvas.addEventListener('pointerdown', (event) => {
    const { size, combination } = options();
    if (!size || pressed || event.button !== 0) return;
    event.preventDefault();
    canvas.focus({ preventScroll: true });
    canvas.setPointerCapture(event.pointerId);
    pressed = { id: event.pointerId, x: event.clientX, y: event.clientY };
    draft.begin(planePoint(canvas, event, size), event.shiftKey ? 'add' : event.altKey ? 'subtract' : combination);
    invalidate();
  });
  canvas.addEventListener('pointermove', (event) => {
    const { size } = options();
    if (!size || (pressed && pressed.id !== event.pointerId)) return;
    // All that the pointer went through since the last frame: a fast stroke keeps its shape.
    const passed = event.getCoalescedEvents();
    draft.move((passed.length > 0 ? passed : [event]).map((each) => planePoint(canvas, each, size)), pressed !== null);
    invalidate();
  });
  canvas.addEventListener('pointerup', (event) => {
    if (event.pointerId !== pressed?.id) return;
    const dragged = Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y);
    pressed = null;
    if (draft.gesture?.kind === 'box' && dragged < LEAST_DRAG) draft.drop();
    else draft.finish();
    invalidate();
  });
  canvas.addEventListener('pointercancel', (event) => {
    if (event.pointerId !== pressed?.id) return;
    pressed = null;
    draft.drop();
    invalidate();
  });
  canvas.addEventListener('pointerleave', (event) => {
    // A finger that is lifted leaves its cross-hair: there is no hovering on a touch screen.
    if (event.pointerType === 'mouse') draft.move(null, false);
    invalidate();
  });
}

function followKeys(canvas: HTMLCanvasElement, draft: MaskDraft, invalidate: () => void): void {
  canvas.addEventListener('keydown', (event) => {
    if (!draft.press({ key: event.key, shiftKey: event.shiftKey, isCommand: event.ctrlKey || event.metaKey })) return;
    // Escape also cancels a run, and arrows scroll: not while they draw.
    event.preventDefault();
    event.stopPropagation();
    invalidate();
  });
  canvas.addEventListener('blur', () => {
    draft.leave();
    invalidate();
  });
}

function planePoint(canvas: HTMLCanvasElement, event: PointerEvent, size: MaskSize): PlanePoint {
  const box = canvas.getBoundingClientRect();
  return { x: ((event.clientX - box.left) / box.width) * size.width, y: ((event.clientY - box.top) / box.height) * size.height };
}

/** The mask as it would be if the stroke ended now, the rest in shade, and where the brush or the cursor is. */
function drawDraft(canvas: HTMLCanvasElement, shade: HTMLCanvasElement, draft: MaskDraft, options: MaskEditorOptions): void {
  const { clientWidth: width, clientHeight: height } = canvas;
  const { size, mask: base, tool, brushDiameter } = options;
  const context = freshContext(canvas, width, height);
  if (!size) return;
  const { gesture, cursor, hovered } = draft;
  const frame = { x: 0, y: 0, cellWidth: width / size.width, cellHeight: height / size.height };
  const mask = (gesture && withGesture(base, gesture, size)) ?? base;
  if (mask && mask.width === size.width && mask.height === size.height) {
    if (splits(mask)) drawShade(context, shade, mask, frame);
    drawOutline(context, mask, frame, 1.5);
  }
  if (gesture) drawWay(context, wayOf(gesture), frame);
  const brushAt = cursor ?? hovered;
  if (brushAt && tool === 'brush') drawOutline(context, strokeMask(size, [brushAt], brushDiameter), frame, 1);
  else if (cursor) drawOutline(context, strokeMask(size, [cursor], 1), frame, 1.5);
}
