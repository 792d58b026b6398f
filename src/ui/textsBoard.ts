/** The board: runs side by side. */
import { inLanguage } from '../core/language';

const quoted = (names: readonly string[]) => names.map((name) => `“${name}”`).join(', ');

const english = {
  boardTexts: {
    networkUnknown: (id: string) => `There is no network “${id}” in the catalogue. Choose another for this pane, or remove it.`,
    networkGone: (title: string) => `${title} is a network of your own that this browser does not keep any more. Drop its files on the page, and add the pane again.`,
    sampleUnknown: (id: string) => `There is no sample picture “${id}”. Choose another for this pane, or remove it.`,
    pictureGone: (name: string) =>
      `“${name}” is a picture of your own; all that is left of it is what another network saw, at another size. Drop the picture on the page, and add the pane again.`,
    layersUnknown: (ids: readonly string[], network: string) => `${network} has no layer ${quoted(ids)}. Choose another layer for the pane, or remove it.`,
    stoppedUnasked: 'The run was stopped by something else on the page. Try it again.',
  },
};

export const { boardTexts } = inLanguage({ en: english });
