import { useEffect, useRef } from 'react';
import type { MaskCombination } from '../../core/mask';
import { countInside } from '../../core/mask';
import {
  clearForeground,
  invertForeground,
  openForegroundFile,
  selectCanUndo,
  selectDrawnMask,
  selectForegroundTooLong,
  undoForeground,
} from '../../state/foreground';
import { useForegroundTools, writeForegroundTools } from '../../state/foregroundTools';
import { useApp } from '../../state/store';
import { Segmented } from '../../ui/Segmented';
import { brushSizeText, foregroundSize, foregroundTexts as texts } from '../../ui/textsConcentration';

const MOST_BRUSH_SHARE = 0.25;

/** Under what the network sees: how much of it is foreground, and the tools to draw it. */
export function ForegroundTools() {
  const isEditing = useForegroundTools((tools) => tools.isEditing);
  const mask = useApp(selectDrawnMask);
  const hasPicture = useApp((state) => state.fitted !== null);
  const tooLong = useApp(selectForegroundTooLong);
  const toggle = useRef<HTMLButtonElement>(null);
  const wasEditing = useRef(isEditing);
  const pixels = mask ? countInside(mask) : 0;
  useEffect(() => {
    // The editor had the focus and is gone.
    if (wasEditing.current && !isEditing) toggle.current?.focus();
    wasEditing.current = isEditing;
  }, [isEditing]);
  return (
    <section className="foreground" aria-label={texts.title}>
      <div className="foreground-head">
        <h2 className="label">{texts.title}</h2>
        <span className="foreground-size" data-testid="foreground-size">
          {mask && pixels > 0 ? foregroundSize(pixels, mask) : texts.none}
        </span>
        <button
          ref={toggle}
          type="button"
          className="quiet"
          data-testid="edit-foreground"
          aria-pressed={isEditing}
          disabled={!hasPicture}
          onClick={() => writeForegroundTools({ isEditing: !isEditing })}
        >
          {isEditing ? texts.done : pixels > 0 ? texts.change : texts.draw}
        </button>
      </div>
      {isEditing && <DrawingTools hasPixels={pixels > 0} />}
      {tooLong && (
        <p className="field-help" data-testid="foreground-not-in-link">
          {texts.notInLink}
        </p>
      )}
    </section>
  );
}

function DrawingTools({ hasPixels }: { hasPixels: boolean }) {
  const { tool, combination } = useForegroundTools();
  const shown: MaskCombination = tool === 'brush' && combination === 'replace' ? 'add' : combination;
  const combinations = (['replace', 'add', 'subtract'] as const).filter((value) => tool !== 'brush' || value !== 'replace');
  return (
    <div className="foreground-tools" data-testid="foreground-tools">
      <Segmented
        label={texts.tool}
        hideLabel
        testId="mask-tool"
        value={tool}
        options={(['box', 'brush', 'lasso'] as const).map((value) => ({ value, label: texts[value] }))}
        onChange={(next) => writeForegroundTools({ tool: next })}
      />
      <Segmented
        label={texts.combination}
        hideLabel
        testId="mask-combination"
        value={shown}
        options={combinations.map((value) => ({ value, label: texts[value] }))}
        onChange={(next) => writeForegroundTools({ combination: next })}
      />
      {tool === 'brush' && <BrushSize />}
      <Deeds hasPixels={hasPixels} />
      <p className="field-help">
        {texts.hint} {texts.openMaskHelp}
      </p>
    </div>
  );
}

function BrushSize() {
  const diameter = useForegroundTools((tools) => tools.brushDiameter);
  const input = useApp((state) => state.model?.card.input ?? null);
  const most = Math.max(2, Math.round(MOST_BRUSH_SHARE * Math.max(input?.width ?? 32, input?.height ?? 32)));
  return (
    <label className="foreground-brush">
      <span className="field-label">
        {texts.brushSize} <output>{brushSizeText(diameter)}</output>
      </span>
      <input
        type="range"
        data-testid="brush-size"
        min={1}
        max={most}
        step={1}
        value={Math.min(diameter, most)}
        onChange={(event) => writeForegroundTools({ brushDiameter: Number(event.target.value) })}
      />
    </label>
  );
}

function Deeds({ hasPixels }: { hasPixels: boolean }) {
  const canUndo = useApp(selectCanUndo);
  const fileInput = useRef<HTMLInputElement>(null);
  const open = (input: HTMLInputElement) => {
    const file = input.files?.[0];
    if (file) void openForegroundFile(file, file.name);
    // Else picking the same file again would be no change.
    input.value = '';
  };
  return (
    <div className="foreground-deeds">
      <button type="button" className="quiet" data-testid="mask-undo" aria-label={texts.undo} disabled={!canUndo} onClick={undoForeground}>
        {texts.undoShort}
      </button>
      <button type="button" className="quiet" data-testid="mask-invert" disabled={!hasPixels} onClick={invertForeground}>
        {texts.invert}
      </button>
      <button type="button" className="quiet" data-testid="mask-clear" disabled={!hasPixels} onClick={clearForeground}>
        {texts.clear}
      </button>
      <button type="button" className="quiet" data-testid="mask-open" onClick={() => fileInput.current?.click()}>
        {texts.openMask}
      </button>
      <input ref={fileInput} hidden type="file" accept="image/*" data-testid="mask-input" onChange={(event) => open(event.target)} />
    </div>
  );
}
