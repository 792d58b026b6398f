import { useId } from 'react';
import type { ChannelOrder, InputLayout, NetworkInput, PictureFit } from '../../core/modelCard';
import type { Feeding, InputPresetName } from '../../core/modelChoices';
import { INPUT_PRESETS, MOST_SIDE, presetOf } from '../../core/modelChoices';
import { NumberField } from '../../ui/NumberField';
import { Segmented } from '../../ui/Segmented';
import { fitNames, layoutNames, modelTexts as texts, orderNames, presetNames } from '../../ui/textsModels';
import { chooseInput } from './useChoices';

const options = <Value extends string>(names: Record<Value, string>) =>
  (Object.entries(names) as [Value, string][]).map(([value, label]) => ({ value, label }));

const CHANNELS = ['R', 'G', 'B'] as const;
const LEAST_STD = 1e-6;
const MOST_NUMBER = 1000;

/** Size, fit, range, order and layout; every change is tried on the picture at once. */
export function InputFields({ input, feeding }: { input: NetworkInput; feeding: Feeding }) {
  const change = (part: Partial<NetworkInput>) => chooseInput({ ...input, ...part });
  const isProposed = JSON.stringify(input) === JSON.stringify(feeding.proposed);
  return (
    <>
      <SizeFields input={input} isOpen={feeding.sizeIsOpen} change={change} />
      <Segmented label={texts.fit} testId="fit" value={input.fit ?? 'crop'} options={options<PictureFit>(fitNames)} onChange={(fit) => change({ fit })} />
      <RangeFields input={input} change={change} />
      <Segmented label={texts.order} testId="order" value={input.channelOrder ?? 'rgb'} options={options<ChannelOrder>(orderNames)} onChange={(channelOrder) => change({ channelOrder })} />
      <Segmented label={texts.layout} testId="layout" value={input.layout ?? 'nhwc'} options={options<InputLayout>(layoutNames)} onChange={(layout) => change({ layout })} />
      {!isProposed && (
        <button type="button" className="quiet-action" data-testid="preparation-reset" onClick={() => chooseInput(null)}>
          {texts.reset}
        </button>
      )}
    </>
  );
}

interface FieldsProps {
  readonly input: NetworkInput;
  readonly change: (part: Partial<NetworkInput>) => void;
}

function SizeFields({ input, isOpen, change }: FieldsProps & { isOpen: boolean }) {
  if (!isOpen) {
    return (
      <p className="field-help">
        {input.width} × {input.height}. {texts.sizeFixed}
      </p>
    );
  }
  return (
    <div className="field-row">
      <NumberField label={texts.width} testId="input-width" value={input.width} least={1} most={MOST_SIDE} step={1} isInteger onChange={(width) => change({ width })} />
      <NumberField label={texts.height} testId="input-height" value={input.height} least={1} most={MOST_SIDE} step={1} isInteger onChange={(height) => change({ height })} />
    </div>
  );
}

/** A preset's order of channels comes with its numbers; a grey network stays grey. */
function withPreset(input: NetworkInput, name: InputPresetName): Partial<NetworkInput> {
  const { mean, std, channelOrder } = INPUT_PRESETS[name];
  return { mean, std, ...(input.channelOrder === 'grey' ? {} : { channelOrder }) };
}

function RangeFields({ input, change }: FieldsProps) {
  const id = useId();
  const preset = presetOf(input);
  return (
    <>
      <div className="field">
        <label className="field-label" htmlFor={id}>
          {texts.range}
        </label>
        <select id={id} className="select" data-testid="range" value={preset ?? 'own'} onChange={(event) => change(withPreset(input, event.target.value as InputPresetName))}>
          {preset === null && <option value="own">{texts.own}</option>}
          {options<InputPresetName>(presetNames).map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </div>
      {(['mean', 'std'] as const).map((key) => (
        <fieldset key={key} className="channels">
          <legend className="field-label">{texts[key]}</legend>
          <div className="channels-row">
            {CHANNELS.map((channel, i) => (
              <NumberField
                key={channel}
                label={channel}
                testId={`${key}-${channel}`}
                value={Number(input[key][i]!.toFixed(6))}
                least={key === 'std' ? LEAST_STD : -MOST_NUMBER}
                most={MOST_NUMBER}
                step={0.001}
                onChange={(value) => change({ [key]: input[key].map((old, at) => (at === i ? value : old)) })}
              />
            ))}
          </div>
        </fieldset>
      ))}
    </>
  );
}
