import { useEffect, useId, useRef, useState } from 'react';
import { fixed } from '../../core/writtenNumber';
import { mean } from '../../core/stats';
import { noiseInIntensity } from '../../core/spec';
import type { TwoPixelsStart } from '../../lessons/lesson';
import { useApp } from '../../state/store';
import { useBoxSize } from '../../ui/useBoxSize';
import { twoPixelTexts as texts } from '../../ui/textsLessons';
import type { TwoPixelNoise, TwoPixels, TwoPixelsState } from '../../views/twoPixels';
import { createTwoPixels, twoPixelFigures } from '../../views/twoPixels';
import { formatValue, writeValue } from '../../views/valueTicks';

const two = (value: number) => fixed(value, 2);
const MOST_SIDE = 300;
/** Where the viewer's point begins: not at the best place, and not at an end. */
const START_ANGLE = 1.1;
/** Sliders run over powers of ten. */
const SENSITIVITY = { least: -1, most: 1, step: 0.02 };
const BUDGET = { least: -1, most: Math.log10(15), step: 0.02 };

interface LogSliderProps {
  readonly label: string;
  readonly value: number;
  readonly range: typeof SENSITIVITY;
  readonly testId: string;
  readonly onChange: (value: number) => void;
}

function LogSlider({ label, value, range, testId, onChange }: LogSliderProps) {
  const id = useId();
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label} <output>{two(value)}</output>
      </label>
      <input
        id={id}
        type="range"
        data-testid={testId}
        min={range.least}
        max={range.most}
        step={range.step}
        value={Math.log10(value)}
        aria-valuetext={two(value)}
        onChange={(event) => onChange(Number((10 ** Number(event.target.value)).toPrecision(3)))}
      />
    </div>
  );
}

function Plot({ state, onAngle }: { state: TwoPixelsState; onAngle: (angle: number) => void }) {
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<TwoPixels | null>(null);
  const newest = useRef(onAngle);
  newest.current = onAngle;
  const { width } = useBoxSize(box);
  useEffect(() => {
    view.current = createTwoPixels(box.current!, (angle) => newest.current(angle));
    return () => view.current?.destroy();
  }, []);
  useEffect(() => {
    const side = Math.min(width, MOST_SIDE);
    if (side > 0) view.current?.update({ state, width: side, height: side, words: { ...texts, ellipse: texts.ellipse } });
  });
  return <div className="two-pixels-host" ref={box} />;
}

/** Two sensitivities and a budget to play with; the numbers are exact, the layer being linear. */
export function TwoPixelsFigure({ start }: { start: TwoPixelsStart }) {
  const tau = useApp(({ setup, model }) => noiseInIntensity(setup.noise, model?.card.input.std ?? [0.25]));
  const units = useApp((state) => state.view.units);
  const [chosen, setChosen] = useState({ ...start, angle: START_ANGLE });
  const state: TwoPixelsState = { ...chosen, tau };
  const figures = twoPixelFigures(state);
  const [s1, s2] = state.sensitivities;
  const row = (name: keyof typeof texts.rows, read: (figure: TwoPixelNoise) => string) => (
    <tr data-testid={`two-pixels-${name}`}>
      <th scope="row">{texts.rows[name]}</th>
      <td>{read(figures.yours)}</td>
      <td>{read(figures.uniform)}</td>
      <td>{read(figures.optimum)}</td>
    </tr>
  );
  return (
    <figure className="two-pixels-figure" data-testid="two-pixels" aria-label={texts.title}>
      <Plot state={state} onAngle={(angle) => setChosen({ ...chosen, angle })} />
      <p className="lesson-hint">{texts.handleHelp}</p>
      <LogSlider label={texts.sensitivity(1)} value={s1} range={SENSITIVITY} testId="two-pixels-s1" onChange={(value) => setChosen({ ...chosen, sensitivities: [value, s2] })} />
      <LogSlider label={texts.sensitivity(2)} value={s2} range={SENSITIVITY} testId="two-pixels-s2" onChange={(value) => setChosen({ ...chosen, sensitivities: [s1, value] })} />
      <LogSlider label={texts.budget} value={state.budget} range={BUDGET} testId="two-pixels-budget" onChange={(budget) => setChosen({ ...chosen, budget })} />
      <table className="two-pixels-table">
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">{texts.columns.quantity}</span>
            </th>
            <th scope="col">{texts.columns.yours}</th>
            <th scope="col">{texts.columns.uniform}</th>
            <th scope="col">{texts.columns.optimum}</th>
          </tr>
        </thead>
        <tbody>
          {row('noise1', ({ noise }) => two(noise[0]))}
          {row('noise2', ({ noise }) => two(noise[1]))}
          {row('entropy1', ({ entropiesNats }) => formatValue(entropiesNats[0], units))}
          {row('entropy2', ({ entropiesNats }) => formatValue(entropiesNats[1], units))}
          {row('mean', ({ meanNats }) => formatValue(meanNats, units))}
          {row('gain', ({ gainNats }) => formatValue(gainNats, units, true))}
          {row('distortion', ({ distortion }) => two(distortion))}
        </tbody>
      </table>
      <figcaption className="lesson-hint" data-testid="two-pixels-caption">
        {texts.caption(two(mean([s1, s2])), two(Math.sqrt(s1 * s2)), writeValue(figures.optimum.gainNats, units))}
      </figcaption>
    </figure>
  );
}
