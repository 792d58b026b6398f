import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { cropOfWindow, scaledWindow } from '../../core/cropWindow';
import { cropShape } from '../../pictures/fitToNetwork';
import { closeCrop, moveCrop, resetCrop, settleCrop, shownWindow, useCrop } from '../../state/crop';
import { useApp } from '../../state/store';
import { Icon } from '../../ui/Icon';
import { pictureTexts as texts } from '../../ui/textsPictures';
import type { CropEditor, CropEditorOptions } from '../../views/cropEditor';
import { createCropEditor } from '../../views/cropEditor';

const BUTTON_FACTOR = 1.25;

function useEditorOptions(helpId: string): CropEditorOptions | null {
  const picture = useApp((state) => state.picture);
  const fitted = useApp((state) => state.fitted);
  const input = useApp((state) => state.model?.card.input ?? null);
  const draft = useCrop((state) => state.draft);
  return useMemo(() => {
    const window = shownWindow(picture, fitted, draft);
    if (!picture || !input || !window) return null;
    const { bitmap, width, height } = picture.opened;
    return { bitmap, picture: { width, height }, window, shape: cropShape(input), networkWidth: input.width, label: texts.cropEditor, helpId };
  }, [picture, fitted, input, draft, helpId]);
}

function Editor({ options }: { options: CropEditorOptions }) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<CropEditor | null>(null);
  const first = useRef(options);
  useEffect(() => {
    if (!host.current) return;
    const created = createCropEditor(host.current, first.current, {
      onMove: (window) => void moveCrop(window),
      onSettle: (window) => void settleCrop(window),
      onLeave: closeCrop,
    });
    editor.current = created;
    created.focus();
    return () => {
      editor.current = null;
      created.destroy();
    };
  }, []);
  useEffect(() => editor.current?.update(options), [options]);
  return <div className="source-print is-cropping" data-testid="crop-editor" ref={host} />;
}

/** In the place of the small print: the whole picture, large, with the network's window to be moved. */
export function CropTool() {
  const helpId = useId();
  const options = useEditorOptions(helpId);
  const isMoving = useCrop((state) => state.draft !== null);
  const [said, setSaid] = useState('');
  const crop = options && cropOfWindow(options.window, options.picture, options.shape);
  const words = crop && options ? texts.cropSays(crop, options.picture) : '';
  useEffect(() => {
    // Read out once it stands still.
    if (!isMoving) setSaid(words);
  }, [isMoving, words]);
  if (!options || !crop) return null;
  const scale = (factor: number) => void settleCrop(scaledWindow(options.window, factor, options.picture));
  return (
    <div className="crop" data-testid="crop-tool" data-moving={isMoving}>
      <div className="crop-field">
        <Editor options={options} />
      </div>
      <p className="crop-size" data-testid="crop-size">
        {texts.cropSize(crop, options.picture)}
      </p>
      <div className="crop-deeds">
        <button type="button" className="tool" data-testid="crop-smaller" aria-label={texts.cropSmaller} title={texts.cropSmaller} onClick={() => scale(1 / BUTTON_FACTOR)}>
          <Icon name="minus" />
        </button>
        <button type="button" className="tool" data-testid="crop-larger" aria-label={texts.cropLarger} title={texts.cropLarger} onClick={() => scale(BUTTON_FACTOR)}>
          <Icon name="plus" />
        </button>
        <button type="button" className="quiet" data-testid="crop-reset" onClick={() => void resetCrop()}>
          {options.shape ? texts.cropReset : texts.cropWhole}
        </button>
        <button type="button" className="quiet" data-testid="crop-done" onClick={closeCrop}>
          {texts.cropDone}
        </button>
      </div>
      <p className="field-help">
        {texts.cropHint} {options.shape ? texts.cropFixed : texts.cropFree}
      </p>
      <p className="visually-hidden" id={helpId}>
        {texts.cropHelp}
      </p>
      <p className="visually-hidden" aria-live="polite" data-testid="crop-says">
        {said}
      </p>
    </div>
  );
}
