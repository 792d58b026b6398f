import { useEffect, useId, useState } from 'react';
import { texts } from './texts';

interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly step: number;
  readonly isInteger?: boolean;
  readonly help?: string;
  readonly testId: string;
  readonly onChange: (value: number) => void;
}

/** Takes over what is typed only when it is a number within bounds, and says so when it is not. */
export function NumberField({ label, value, least, most, step, isInteger, help, testId, onChange }: NumberFieldProps) {
  const [text, setText] = useState(String(value));
  const id = useId();
  useEffect(() => setText(String(value)), [value]);
  const parsed = text.trim() === '' ? NaN : Number(text);
  const isValid = Number.isFinite(parsed) && parsed >= least && parsed <= most && (!isInteger || Number.isInteger(parsed));
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        className="number-input"
        data-testid={testId}
        inputMode="decimal"
        type="number"
        min={least}
        max={most}
        step={step}
        value={text}
        aria-invalid={!isValid}
        aria-describedby={`${id}-help`}
        onChange={(event) => {
          setText(event.target.value);
          const next = event.target.value.trim() === '' ? NaN : Number(event.target.value);
          const takes = Number.isFinite(next) && next >= least && next <= most && (!isInteger || Number.isInteger(next));
          if (takes && next !== value) onChange(next);
        }}
        onBlur={() => isValid || setText(String(value))}
      />
      <p className="field-help" id={`${id}-help`}>
        {isValid ? help : texts.numberBetween(isInteger ?? false, least, most)}
      </p>
    </div>
  );
}
