/** A run as the page's link, with nothing left to defaults that may change. */
import { cropOfWindow, windowOfCrop } from '../../core/cropWindow';
import type { Damage, NetworkVariant } from '../../core/spec';
import { attributionMethod } from '../../core/spec';
import { linkForegroundOf } from '../../link/foreground';
import { DEFAULT_LINK, formatLink } from '../../link/link';
import { readColours } from '../../link/readValue';
import { cropShape } from '../../pictures/fitToNetwork';
import type { RunRecord } from '../../records/runRecord';

/** Of a check's variants a link says nothing: the caption does. */
function damageOf(variant: NetworkVariant | null): Damage | null {
  if (variant?.kind !== 'damaged') return null;
  const { layerId, way, share, seed } = variant;
  return { layerId, way, share, seed };
}

/**
 * `#v=1&...`. Network or picture of the viewer's own, which a link cannot carry, are named in it: the page says so when it is opened.
 * @param layerIds those in the figure
 * @param view how it is shown, as in FigureMetadata
 */
export function linkOfRecord(record: RunRecord, layerIds: readonly string[], view: Readonly<Record<string, unknown>> = {}): string {
  const { model, picture, spec, foreground } = record;
  const { crop } = picture;
  const centre = cropOfWindow(null, picture, cropShape(model.input));
  const isCentre = crop.x === centre.x && crop.y === centre.y && crop.width === centre.width && crop.height === centre.height;
  const colours = readColours(String(view['scheme']));
  const text = formatLink({
    ...DEFAULT_LINK,
    model: model.link ?? `dropped:${model.title}`,
    preparation: model.choices,
    image: picture.link ?? `dropped:${picture.name}`,
    crop: isCentre ? null : windowOfCrop(crop, picture),
    layers: layerIds,
    metric: spec.metric,
    grid: spec.grid,
    budget: spec.budget,
    noise: spec.noise,
    solver: spec.solver,
    seed: spec.seed,
    target: attributionMethod(spec.metric) === null ? null : spec.target,
    foreground: foreground && linkForegroundOf(foreground.mask),
    damage: damageOf(spec.variant),
    quantity: view['quantity'] === 'relative' ? 'relative' : 'absolute',
    colours: 'value' in colours ? colours.value : null,
    run: true,
  });
  // What is at its default stays out of links; a figure is read years later, by another version.
  const said = new Set(text.replace(/^#/, '').split('&').map((pair) => pair.split('=')[0]));
  const defaults = { metric: spec.metric, budget: spec.budget, noise: spec.noise, solver: spec.solver, seed: spec.seed };
  const rest = Object.entries(defaults).flatMap(([key, value]) => (said.has(key) ? [] : [`${key}=${value}`]));
  return [text.replace(/&run=1$/, ''), ...rest, 'run=1'].join('&');
}
