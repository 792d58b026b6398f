import { useId } from 'react';
import type { Feeding, ModelPort } from '../../core/modelChoices';
import { NumberField } from '../../ui/NumberField';
import { modelTexts as texts } from '../../ui/textsModels';
import { choose } from './useChoices';

const shapeOf = ({ shape }: ModelPort) => (shape ? shape.map((size) => (size > 0 ? size : '?')).join(' × ') : '');
const LARGEST_CONSTANT = 1e6;

/** Which of several inputs takes the picture and which of several outputs holds the scores; nothing where there is one of each. */
export function EndsFields({ feeding }: { feeding: Feeding }) {
  const { inputs, pictureInput, constants, outputs, output } = feeding;
  const others = inputs.filter(({ name }) => name !== pictureInput);
  return (
    <>
      {inputs.length > 1 && (
        <PortField label={texts.pictureInput} testId="picture-input" ports={inputs} value={pictureInput} onChange={(name) => choose({ pictureInput: name, constants: {} })} />
      )}
      {others.length > 0 && (
        <div className="ends-others">
          <p className="field-label">{texts.otherInputs}</p>
          {others.map(({ name }) => (
            <NumberField
              key={name}
              label={name}
              testId={`constant-${name}`}
              value={constants[name] ?? 0}
              least={-LARGEST_CONSTANT}
              most={LARGEST_CONSTANT}
              step={0.1}
              onChange={(value) => choose({ constants: { ...constants, [name]: value } })}
            />
          ))}
        </div>
      )}
      {outputs.length > 1 && (
        <PortField label={texts.output} testId="class-output" ports={outputs} value={output} onChange={(name) => choose({ output: name })} />
      )}
    </>
  );
}

interface PortFieldProps {
  readonly label: string;
  readonly testId: string;
  readonly ports: readonly ModelPort[];
  readonly value: string;
  readonly onChange: (name: string) => void;
}

function PortField({ label, testId, ports, value, onChange }: PortFieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <select id={id} className="select" data-testid={testId} value={value} onChange={(event) => onChange(event.target.value)}>
        {ports.map((port) => (
          <option key={port.name} value={port.name}>
            {port.name} {shapeOf(port)}
          </option>
        ))}
      </select>
    </div>
  );
}
