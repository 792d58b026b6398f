/** What the viewer chose, before it is resolved against a network; the part of the state that the link carries. */
import type { AttributionTarget, BackendPreference, Damage, MetricName, NetworkVariant, RunSpec, SolverName } from '../core/spec';
import { DEFAULT_BUDGET, DEFAULT_NOISE, DEFAULT_SEED, defaultGrid, defaultTarget } from '../core/spec';
import type { ModelCard } from '../core/modelCard';
import type { LayerChoice } from './layerChoice';
import { resolveLayers } from './layerChoice';

export interface Setup {
  readonly metric: MetricName;
  readonly layers: LayerChoice;
  /** null: what suits the network's input. */
  readonly grid: number | 'full' | null;
  readonly budget: number;
  readonly noise: number | 'paper';
  readonly solver: SolverName;
  readonly seed: number;
  /** What is done to the network on the table; null for nothing. */
  readonly damage: Damage | null;
  /** null: what suits the metric. */
  readonly target: AttributionTarget | null;
  readonly backend: BackendPreference;
}

export const DEFAULT_SETUP: Setup = {
  metric: 'discarding',
  layers: 'auto',
  grid: null,
  budget: DEFAULT_BUDGET,
  noise: DEFAULT_NOISE,
  solver: 'fast',
  seed: DEFAULT_SEED,
  damage: null,
  target: null,
  backend: 'auto',
};

export function resolveSpec(setup: Setup, card: ModelCard): RunSpec {
  return {
    metric: setup.metric,
    layerIds: resolveLayers(setup.layers, card.layers).layerIds,
    grid: setup.grid ?? defaultGrid(Math.max(card.input.width, card.input.height)),
    budget: setup.budget,
    noise: setup.noise,
    solver: setup.solver,
    seed: setup.seed,
    target: setup.target ?? defaultTarget(setup.metric),
    variant: variantOf(setup),
  };
}

/** The network that the table's runs and predictions are of, made from the one that is loaded. */
export function variantOf({ damage }: Setup): NetworkVariant | null {
  return damage && damage.share > 0 ? { kind: 'damaged', ...damage } : null;
}
