/**
 * Which runs ask for the same numbers: the same network fed the same way, the same part of the same picture, the same spec. Layers
 * stand apart: a layer's result does not depend on which others were computed with it.
 */
import { attributionMethod, noiseInIntensity } from '../core/spec';
import type { RunRecord } from './runRecord';

export type RunSubject = Pick<RunRecord, 'model' | 'picture' | 'spec'>;

/** Readable, and the same for a run and for what its export gives back. */
export function runKeyOf({ model, picture, spec }: RunSubject): string {
  const { width, height, mean, std, fit = 'crop', channelOrder = 'rgb' } = model.input;
  const { pictureInput = null, constants = {}, output = null } = model.choices ?? {};
  const fed = [width, height, mean, std, fit, channelOrder, pictureInput, Object.entries(constants).sort(), output];
  const { crop } = picture;
  return JSON.stringify([
    model.sha256,
    fed,
    picture.sha256,
    [crop.x, crop.y, crop.width, crop.height],
    spec.metric,
    // What the export writes for it.
    spec.grid === 'full' ? width : spec.grid,
    spec.budget,
    Number(noiseInIntensity(spec.noise, std).toPrecision(12)),
    spec.solver,
    spec.seed,
    attributionMethod(spec.metric) === null ? null : spec.target,
    spec.variant,
  ]);
}
