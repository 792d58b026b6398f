/** The address bar and the state: one follows the other. */
import { DEFAULT_SCHEME } from '../core/colourSchemes';
import type { Link } from '../link/link';
import { formatLink } from '../link/link';
import { boardForLink } from './board/boardLink';
import { useBoard } from './board/boardStore';
import { useBoardView } from './board/boardView';
import { foregroundForLink } from './foreground';
import type { AppState } from './store';
import { isRunPutOff } from './runPutOff';
import { readApp, useApp } from './store';

const WRITE_AFTER_MS = 300;

/** What the link says of the state. A picture or network from a file is not in it. */
export function linkOfState(state: AppState): Link {
  const { setup, model, picture, catalogue, samples } = state;
  const defaultModel = catalogue[0]?.id ?? null;
  const defaultImage = samples[0] ? `sample:${samples[0].id}` : null;
  const modelLink = model?.link ?? null;
  const imageLink = picture && picture.link === null ? `dropped:${picture.opened.name}` : (picture?.link ?? null);
  return {
    model: modelLink === defaultModel ? null : modelLink,
    preparation: modelLink === null ? null : (model?.choices ?? null),
    image: imageLink === defaultImage ? null : imageLink,
    // Of a picture that the link cannot carry, it would be of no use to anybody.
    crop: picture?.link == null ? null : (picture.window ?? null),
    layers: setup.layers,
    metric: setup.metric,
    grid: setup.grid,
    budget: setup.budget,
    noise: setup.noise,
    solver: setup.solver,
    seed: setup.seed,
    damage: setup.damage,
    target: setup.target,
    foreground: foregroundForLink(state),
    backend: setup.backend,
    colours: state.view.scheme === DEFAULT_SCHEME ? null : state.view.scheme,
    run: state.runStatus !== 'idle' || state.runWanted || isRunPutOff(),
    view: state.view.mode,
    quantity: state.view.quantity,
    board: boardForLink(),
    rest: state.linkRest,
  };
}

/** The full address for sharing: it always says which picture and network, and starts at once. */
export function shareAddress(): string {
  const state = readApp();
  const link = linkOfState(state);
  const full: Link = {
    ...link,
    model: state.model?.link ?? link.model,
    image: state.picture?.link ?? link.image,
    run: true,
  };
  return new URL(formatLink(full), location.href).href;
}

/** Keeps the hash up to date without adding to the history; returns how to stop. */
export function followState(): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const write = () => {
    timer = null;
    const state = readApp();
    // Before the first network and picture are there, the hash still says what is wanted; a recording is not what was.
    if (!state.model || !state.picture || state.recording) return;
    const hash = formatLink(linkOfState(state));
    if (hash !== location.hash) history.replaceState(history.state, '', hash);
  };
  const soon = () => (timer ??= setTimeout(write, WRITE_AFTER_MS));
  const unsubscribes = [
    useApp.subscribe((state, before) => {
      const same =
        state.setup === before.setup &&
        state.model?.link === before.model?.link &&
        state.model?.choices === before.model?.choices &&
        state.picture === before.picture &&
        state.foregrounds === before.foregrounds &&
        state.linkRest === before.linkRest &&
        state.runStatus === before.runStatus &&
        state.view.mode === before.view.mode &&
        state.view.scheme === before.view.scheme &&
        state.view.quantity === before.view.quantity;
      if (!same) soon();
    }),
    useBoard.subscribe(({ panes, curveLayers }, before) => {
      if (panes !== before.panes || curveLayers !== before.curveLayers) soon();
    }),
    useBoardView.subscribe(({ pair, hiddenRuns, zoom }, before) => {
      if (pair !== before.pair || hiddenRuns !== before.hiddenRuns || zoom !== before.zoom) soon();
    }),
  ];
  return () => {
    for (const unsubscribe of unsubscribes) unsubscribe();
    if (timer !== null) clearTimeout(timer);
  };
}
