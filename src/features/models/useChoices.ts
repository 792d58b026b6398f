import type { NetworkInput } from '../../core/modelCard';
import type { ModelChoices } from '../../core/modelChoices';
import { prepareModel } from '../../state/models';
import { clearTopic, readApp } from '../../state/store';

/** Choices become a network at once, with all that were made before. */
export function choose(change: ModelChoices): void {
  clearTopic('model');
  const { origin, ...before } = readApp().model?.choices ?? {};
  // A network's publisher no longer answers for an input that the viewer has changed.
  void prepareModel({ ...before, ...(origin !== undefined && !change.input && { origin }), ...change });
}

/** null: as the files say. */
export function chooseInput(input: NetworkInput | null): void {
  if (input) return choose({ input });
  const { input: _input, origin: _origin, ...others } = readApp().model?.choices ?? {};
  clearTopic('model');
  void prepareModel(others);
}
