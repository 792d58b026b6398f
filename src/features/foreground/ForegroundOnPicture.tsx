import { useEffect, useId, useMemo, useRef, useState } from 'react';
import type { MaskSize, PixelMask } from '../../core/mask';
import { drawForeground, selectDrawnMask, undoForeground } from '../../state/foreground';
import type { ForegroundTools } from '../../state/foregroundTools';
import { useForegroundTools, writeForegroundTools } from '../../state/foregroundTools';
import { pointAtPixel } from '../../state/live';
import { useApp } from '../../state/store';
import { editorWords, foregroundTexts } from '../../ui/textsConcentration';
import { createForegroundOverlay } from '../../views/foregroundOverlay';
import type { MaskEditor, MaskEditorOptions } from '../../views/maskEditor';
import { createMaskEditor } from '../../views/maskEditor';

/** Lies over what the network sees: the foreground's outline, or the sheet that it is drawn on. */
export function ForegroundOnPicture() {
  const isEditing = useForegroundTools((tools) => tools.isEditing);
  return isEditing ? <Editor /> : <Outline />;
}

function Outline() {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<ReturnType<typeof createForegroundOverlay> | null>(null);
  const mask = useApp(selectDrawnMask);
  useEffect(() => {
    if (!host.current) return;
    const created = createForegroundOverlay(host.current);
    view.current = created;
    return () => created.destroy();
  }, []);
  useEffect(() => view.current?.update({ mask, points: null }), [mask]);
  return <div className="foreground-sheet is-still" ref={host} />;
}

function editorOptions(
  { tool, combination, brushDiameter }: ForegroundTools,
  mask: PixelMask | null,
  size: MaskSize | null,
  helpId: string,
): MaskEditorOptions {
  return {
    size,
    mask,
    tool,
    combination,
    brushDiameter,
    label: foregroundTexts.editor,
    helpId,
    words: editorWords,
  };
}

function Editor() {
  const helpId = useId();
  const [said, setSaid] = useState('');
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<MaskEditor | null>(null);
  const tools = useForegroundTools();
  const mask = useApp(selectDrawnMask);
  const size = useApp((state) => state.fitted?.picture ?? null);
  const options = useMemo(() => editorOptions(tools, mask, size, helpId), [tools, mask, size, helpId]);
  const first = useRef(options);
  useEffect(() => {
    if (!host.current) return;
    const created = createMaskEditor(host.current, first.current, {
      onDraw: drawForeground,
      onUndo: undoForeground,
      onLeave: () => writeForegroundTools({ isEditing: false }),
      onPixel: pointAtPixel,
      onSay: setSaid,
    });
    editor.current = created;
    created.focus();
    return () => created.destroy();
  }, []);
  useEffect(() => editor.current?.update(options), [options]);
  return (
    <>
      <div className="foreground-sheet" data-testid="mask-editor" ref={host} />
      <p className="visually-hidden" id={helpId}>
        {foregroundTexts.editorHelp}
      </p>
      <p className="visually-hidden" aria-live="polite" data-testid="mask-editor-says">
        {said}
      </p>
    </>
  );
}
