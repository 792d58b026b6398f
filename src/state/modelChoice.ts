/** From a link's word for a network to the network. */
import type { ModelChoices } from '../core/modelChoices';
import { formatPreparation } from '../link/preparation';
import { modelUnknown } from '../ui/texts';
import { cancelDownload } from './modelDownload';
import { loadModel, prepareModel } from './models';
import { openModelAddress } from './ownModels';
import { readApp, tell } from './store';

/**
 * Loads a network of the link's form; an id that the catalogue does not have is named and replaced by the first.
 * Layers picked by hand are let go with the network they belong to, unless they came with this one, in a link
 * (`keepsLayers`).
 */
export async function chooseModel(link: string, keepsLayers = false, choices: ModelChoices | null = null): Promise<void> {
  if (link.startsWith('url:')) return openModelAddress(link.slice('url:'.length), { keepsLayers, choices });
  cancelDownload();
  const { catalogue } = readApp();
  const first = catalogue[0];
  const entry = catalogue.find(({ id }) => id === link);
  if (!entry && first) tell('warning', 'model', modelUnknown(link, first.title));
  const { id, title } = entry ?? first ?? { id: link, title: link };
  await loadModel({ kind: 'catalogue', id, ...(choices && { choices }) }, { link: id, title, keepsLayers });
}

/** Another link to the page that is open: the network that it names, fed as it says; nothing where that is on the table already. */
export async function chooseModelAgain(link: string, choices: ModelChoices | null): Promise<void> {
  const { model } = readApp();
  if (model?.link !== link || !model.loaded) return chooseModel(link, true, choices);
  if (formatPreparation(model.choices ?? {}) !== formatPreparation(choices ?? {})) await prepareModel(choices ?? {});
}
