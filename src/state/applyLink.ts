/** Lays on the table what a link says, on a page that is open already. */
import type { Link } from '../link/link';
import { openLinkBoard } from './board/boardLink';
import { clearForeground, placeLinkForeground } from './foreground';
import { chooseModelAgain } from './modelChoice';
import { chooseBackend } from './models';
import { choosePictureOfLink } from './pictureFetch';
import { cropTo } from './pictures';
import { abandonRun, startRun } from './runs';
import type { Setup } from './setup';
import { putRunOff } from './runPutOff';
import { readApp, writeApp } from './store';
import { setView } from './viewActions';

export function setupOfLink(link: Link): Setup {
  const { metric, layers, grid, budget, noise, solver, seed, damage, target, backend } = link;
  return { metric, layers, grid, budget, noise, solver, seed, damage, target, backend };
}

export interface ApplyOptions {
  /** What lies on the table is what the link is of, although it cannot say so. */
  readonly keepsModel?: boolean;
  readonly keepsPicture?: boolean;
}

/** For a link typed or pasted into the address bar, and for a lesson's page. Resolves when it lies there and its run, if any, has begun. */
export async function applyLink(link: Link, { keepsModel = false, keepsPicture = false }: ApplyOptions = {}): Promise<void> {
  const { picture, setup, catalogue, samples } = readApp();
  abandonRun();
  writeApp({ setup: { ...setupOfLink(link), backend: setup.backend }, linkRest: link.rest, runStatus: 'idle' });
  writeApp({ runWanted: false });
  setView({ mode: link.view, quantity: link.quantity });
  // A link that says nothing of the board leaves it as it is.
  if (link.board) openLinkBoard(link.board);
  if (link.colours !== null) setView({ scheme: link.colours });
  if (link.backend !== setup.backend) chooseBackend(link.backend);
  const wantedModel = link.model ?? catalogue[0]?.id;
  const wantedImage = keepsPicture ? (picture?.link ?? null) : link.image ?? (samples[0] ? `sample:${samples[0].id}` : null);
  writeApp({ linkForeground: link.foreground && { foreground: link.foreground, image: wantedImage } });
  await Promise.all([
    wantedModel !== undefined && !keepsModel ? chooseModelAgain(wantedModel, link.preparation) : null,
    keepsPicture ? null : wantedImage !== null && wantedImage !== picture?.link ? choosePictureOfLink(wantedImage, link.crop) : cropTo(link.crop),
  ]);
  if (link.foreground) placeLinkForeground();
  else clearForeground();
  if (link.run && (link.view === 'board' || link.view === 'study')) putRunOff();
  else if (link.run) startRun();
}
