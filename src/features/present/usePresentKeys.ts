import { useEffect } from 'react';
import { back, forward } from '../../state/lessonPages';
import { giveAnswer, readLesson, selectIsAsking, selectPage } from '../../state/lessonStore';
import { closePresenter, fillScreen, presentedStates, toggleBlack, toggleFrozen, usePresent } from '../../state/present';
import { walkWithKeys } from './PresentMaps';
import { presentedLayers } from './usePresented';

function showLayer(index: number) {
  const { layers } = presentedLayers(presentedStates(), usePresent.getState().layerId);
  const layer = layers[Math.min(layers.length - 1, Math.max(0, index))];
  if (layer) usePresent.setState({ layerId: layer.id });
}

function stepLayer(by: number) {
  const { layers, layer } = presentedLayers(presentedStates(), usePresent.getState().layerId);
  showLayer((layer ? layers.indexOf(layer) : 0) + by);
}

/** With a lesson on, a clicker's two buttons are the lesson's: whatever keys they send. */
function step(by: 1 | -1) {
  if (!readLesson().lesson) stepLayer(by);
  else if (by === 1) forward();
  else back();
}

/** A digit is a show of hands. */
function chooseOption(index: number): boolean {
  const state = readLesson();
  const prediction = selectPage(state)?.prediction;
  if (!selectIsAsking(state) || prediction?.kind !== 'choice' || index >= prediction.options.length) return false;
  giveAnswer({ kind: 'choice', option: index });
  return true;
}

/** What clickers send: arrows or Page Up and Down, F5 or Escape by turns, a full stop. */
function act(key: string, showKeys: () => void): boolean {
  switch (key) {
    case 'PageDown':
    case 'ArrowRight':
    case ' ':
    case 'Enter':
      step(1);
      return true;
    case 'PageUp':
    case 'ArrowLeft':
    case 'Backspace':
      step(-1);
      return true;
    case 'ArrowDown':
      stepLayer(1);
      return true;
    case 'ArrowUp':
      stepLayer(-1);
      return true;
    case 'Home':
      showLayer(0);
      return true;
    case 'End':
      showLayer(Infinity);
      return true;
    case 'f':
      toggleFrozen();
      return true;
    case 'b':
    case '.':
      toggleBlack();
      return true;
    case 'h':
    case '?':
      showKeys();
      return true;
    case 'F5':
      // A clicker's start button; reloading would end the lecture.
      fillScreen();
      return true;
    case 'Escape':
      closePresenter();
      return true;
    default:
      return /^[1-9]$/.test(key) && chooseOption(Number(key) - 1);
  }
}

const CONTROLS = ['button', 'input', 'select', '[role=slider]', '[role=application]'];

/** Controls of a lesson's page keep the keys that they are worked with. */
function isControls(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element) || !CONTROLS.some((selector) => target.matches(selector))) return false;
  if (key === 'Enter' || key === ' ') return true;
  return key.startsWith('Arrow') && !target.matches('button');
}

/** First of all listeners: what is meant for the presentation goes nowhere else. */
export function usePresentKeys(showKeys: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      if (isControls(event.target, key)) return;
      if (!act(key, showKeys) && !walkWithKeys(event)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    addEventListener('keydown', onKey, { capture: true });
    return () => removeEventListener('keydown', onKey, { capture: true });
  }, [showKeys]);
  useEffect(() => {
    let wasFull = document.fullscreenElement !== null;
    // The browser takes Escape for itself when it leaves the full screen, and says so only by this.
    const onChange = () => {
      if (wasFull && !document.fullscreenElement) closePresenter();
      wasFull = document.fullscreenElement !== null;
    };
    document.addEventListener('fullscreenchange', onChange);
    return () => document.removeEventListener('fullscreenchange', onChange);
  }, []);
}
