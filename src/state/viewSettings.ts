/** How the numbers are shown; nothing here changes what is computed. */
import { DEFAULT_KNOWLEDGE_THRESHOLD_NATS } from '../core/knowledgePoints';
import type { ColourScheme } from '../core/colourSchemes';
import { DEFAULT_SCHEME } from '../core/colourSchemes';

export type Quantity = 'absolute' | 'relative';
export type Units = 'nats' | 'bits';
/** What is drawn against depth; all but the mean want a foreground. */
export type CurveChoice = 'mean' | 'concentration' | 'knowledge';
export type Theme = 'system' | 'light' | 'dark';

/** The light table, or the board of runs side by side. */
export type ViewMode = 'table' | 'board' | 'batch' | 'study';

export interface ViewSettings {
  readonly mode: ViewMode;
  readonly quantity: Quantity;
  readonly units: Units;
  readonly scheme: ColourScheme;
  /** Of the map over the grey picture, 0..1. */
  readonly opacity: number;
  /** Of attributions: their magnitudes differ from layer to layer, which the shared scale shows and the own one hides. */
  readonly attributionScale: 'shared' | 'own';
  readonly runningMaximum: boolean;
  readonly uniformReference: boolean;
  readonly curve: CurveChoice;
  /** How far below the background's mean a pixel must lie to be a knowledge point. */
  readonly knowledgeThresholdNats: number;
  readonly theme: Theme;
  /** The layer shown large, if any. */
  readonly largeLayerId: string | null;
  readonly drawerOpen: boolean;
}

export const DEFAULT_VIEW: ViewSettings = {
  mode: 'table',
  quantity: 'absolute',
  units: 'nats',
  scheme: DEFAULT_SCHEME,
  opacity: 0.9,
  attributionScale: 'shared',
  runningMaximum: false,
  uniformReference: true,
  curve: 'mean',
  knowledgeThresholdNats: DEFAULT_KNOWLEDGE_THRESHOLD_NATS,
  theme: 'system',
  largeLayerId: null,
  drawerOpen: false,
};
