import { useId, useRef } from 'react';
import { readLabels } from '../../core/labelFile';
import type { LabelSetName } from '../../core/modelCard';
import type { Feeding } from '../../core/modelChoices';
import { tell } from '../../state/store';
import { labelSetNames, modelTexts as texts } from '../../ui/textsModels';
import { choose } from './useChoices';

const FROM_FILE = 'file';
const SETS: readonly LabelSetName[] = ['imagenet-1k', 'coco', 'none'];

async function take(file: File | undefined) {
  if (!file) return;
  try {
    choose({ labels: { set: 'own', name: file.name, labels: readLabels(await file.text(), file.name) } });
  } catch (error) {
    tell('error', 'model', error instanceof Error ? error.message : String(error));
  }
}

/** What the scores are called. */
export function LabelsField({ feeding }: { feeding: Feeding }) {
  const id = useId();
  const picker = useRef<HTMLInputElement>(null);
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {texts.labels}
      </label>
      <select
        id={id}
        className="select"
        data-testid="labels"
        value={feeding.labelSet}
        onChange={(event) => {
          const { value } = event.target;
          if (value === FROM_FILE) picker.current?.click();
          else choose({ labels: { set: value as LabelSetName } });
        }}
      >
        {feeding.labelSet === 'own' && <option value="own">{feeding.labelName ?? labelSetNames.own}</option>}
        {SETS.map((set) => (
          <option key={set} value={set}>
            {labelSetNames[set]}
          </option>
        ))}
        <option value={FROM_FILE}>{texts.ownLabels}</option>
      </select>
      <input
        ref={picker}
        hidden
        type="file"
        accept=".txt,.json,text/plain,application/json"
        data-testid="labels-file"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          void take(file);
        }}
      />
    </div>
  );
}
