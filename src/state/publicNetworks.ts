/** Networks that their publishers serve: the list comes with the page, a network only when it is chosen. */
import { create } from 'zustand';
import type { PublicNetwork } from '../core/publicNetworks';
import { readPublicNetworks } from '../core/publicNetworks';
import { listMissing } from '../ui/texts';
import { publisherSays } from '../ui/textsModels';
import { openModelAddress } from './ownModels';
import { clearTopic, tell } from './store';

const PATH = 'models/public.json';

export const usePublicNetworks = create<{ readonly networks: readonly PublicNetwork[] | null }>()(() => ({ networks: null }));

/** Read once, when the list is first looked at. */
export async function surveyPublicNetworks(): Promise<void> {
  if (usePublicNetworks.getState().networks !== null) return;
  try {
    const response = await fetch(PATH);
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    usePublicNetworks.setState({ networks: readPublicNetworks(await response.json()) });
  } catch (error) {
    tell('error', 'model', listMissing(PATH, error instanceof Error ? error.message : String(error)));
  }
}

export function openPublicNetwork({ address, title, input, labels, source }: PublicNetwork): Promise<void> {
  clearTopic('model');
  return openModelAddress(address, { title, choices: { input, labels: { set: labels }, origin: publisherSays(source) } });
}
