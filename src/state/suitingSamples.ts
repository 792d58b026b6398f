/** Which of the samples were made for which networks; any network takes any of them. */
import type { ModelCard, SamplePicture } from '../core/modelCard';

/** Larger inputs than this want photographs, smaller ones thumbnails. */
const LARGEST_THUMBNAIL = 64;

export const wantsPhotographs = ({ input }: Pick<ModelCard, 'input'>) => Math.max(input.width, input.height) > LARGEST_THUMBNAIL;

export interface SampleGroups {
  readonly photographs: readonly SamplePicture[];
  readonly thumbnails: readonly SamplePicture[];
}

export function sampleGroups(samples: readonly SamplePicture[]): SampleGroups {
  return {
    photographs: samples.filter(({ kind }) => kind === 'photograph'),
    thumbnails: samples.filter(({ kind }) => kind !== 'photograph'),
  };
}

export function suitingSamples(samples: readonly SamplePicture[], card: Pick<ModelCard, 'input'>): readonly SamplePicture[] {
  const { photographs, thumbnails } = sampleGroups(samples);
  return wantsPhotographs(card) ? photographs : thumbnails;
}
