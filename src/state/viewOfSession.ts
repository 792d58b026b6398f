/** How the numbers are shown, as far as a session carries it: not what is open just now, nor the viewer's frame. */
import { MOST_KNOWLEDGE_THRESHOLD_NATS } from '../core/knowledgePoints';
import type { ViewSettings } from './viewSettings';

type SessionView = Omit<ViewSettings, 'theme' | 'largeLayerId' | 'drawerOpen'>;

const isBoolean = (value: unknown) => typeof value === 'boolean';
const isOneOf = (...options: readonly string[]) => (value: unknown) => options.some((option) => option === value);
const isWithin = (most: number) => (value: unknown) => typeof value === 'number' && value >= 0 && value <= most;

const CHECKS: { readonly [Key in keyof SessionView]: (value: unknown) => boolean } = {
  mode: isOneOf('table', 'board', 'batch', 'study'),
  quantity: isOneOf('absolute', 'relative'),
  units: isOneOf('nats', 'bits'),
  scheme: isOneOf('inferno', 'viridis', 'cividis', 'grey'),
  opacity: isWithin(1),
  attributionScale: isOneOf('shared', 'own'),
  runningMaximum: isBoolean,
  uniformReference: isBoolean,
  curve: isOneOf('mean', 'concentration', 'knowledge'),
  knowledgeThresholdNats: isWithin(MOST_KNOWLEDGE_THRESHOLD_NATS),
};

export function sessionView(view: ViewSettings): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.keys(CHECKS).map((key) => [key, view[key as keyof SessionView]]));
}

/** What is unknown or no value of its key is left out: how something is shown is no reason to refuse it. */
export function viewOfSession(plain: Readonly<Record<string, unknown>>): Partial<SessionView> {
  return Object.fromEntries(Object.entries(CHECKS).flatMap(([key, isValue]) => (isValue(plain[key]) ? [[key, plain[key]]] : [])));
}
