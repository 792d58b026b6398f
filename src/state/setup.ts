/** What the viewer chose, before it is resolved against a network; the part of the state that the link carries. */
import type { AttributionTarget, BackendPreference, MetricName, RunSpec, SolverName } from '../core/spec';
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
    variant: null,
  };
}
