import { chooseSample } from './pictures';
import { useApp } from './store';
import { sampleGroups, wantsPhotographs } from './suitingSamples';

/**
 * The sample that the page opens with is a thumbnail. Who goes on to a network for photographs without having chosen a picture
 * is shown a photograph. Called once.
 */
export function followSamples(): void {
  useApp.subscribe(({ model, samples, picture }, before) => {
    const isAnother = model?.loaded && before.model?.loaded && model.card.id !== before.model.card.id;
    if (!isAnother || !wantsPhotographs(model.card) || picture?.link !== `sample:${samples[0]?.id}`) return;
    const [first] = sampleGroups(samples).photographs;
    if (first) void chooseSample(first);
  });
}
