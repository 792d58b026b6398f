import type { ReactNode } from 'react';
import { useId } from 'react';

interface SegmentedProps<Value extends string> {
  readonly label: ReactNode;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly onChange: (value: Value) => void;
  /** Each option's test id is this, a dash and its value. */
  readonly testId: string;
  readonly hideLabel?: boolean;
  readonly help?: string;
}

/** A few options side by side: radio buttons, so that arrow keys move between them. */
export function Segmented<Value extends string>({ label, value, options, onChange, testId, hideLabel, help }: SegmentedProps<Value>) {
  const name = useId();
  return (
    <fieldset className="segmented" data-testid={testId}>
      <legend className={hideLabel ? 'visually-hidden' : 'field-label'}>{label}</legend>
      <div className="segments">
        {options.map((option) => (
          <label key={option.value} className="segment" data-testid={`${testId}-${option.value}`}>
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
      {help !== undefined && <p className="field-help">{help}</p>}
    </fieldset>
  );
}
