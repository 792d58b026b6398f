/** How the numbers are shown; nothing here changes what is computed. */
import type { SequentialScheme } from '../views/colourScale';

export type Quantity = 'absolute' | 'relative';
export type Units = 'nats' | 'bits';
export type Theme = 'system' | 'light' | 'dark';

export interface ViewSettings {
  readonly quantity: Quantity;
  readonly units: Units;
  readonly scheme: SequentialScheme;
  /** Of the map over the grey picture, 0..1. */
  readonly opacity: number;
  readonly runningMaximum: boolean;
  readonly uniformReference: boolean;
  readonly theme: Theme;
  /** The layer shown large, if any. */
  readonly largeLayerId: string | null;
  readonly drawerOpen: boolean;
}

export const DEFAULT_VIEW: ViewSettings = {
  quantity: 'absolute',
  units: 'nats',
  scheme: 'inferno',
  opacity: 0.9,
  runningMaximum: false,
  uniformReference: true,
  theme: 'system',
  largeLayerId: null,
  drawerOpen: false,
};
