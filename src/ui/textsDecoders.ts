/** Decoders: what a layer has, and training one on the pictures at hand. */
import { inLanguage } from '../core/language';
import { fixed, inGroups } from '../core/writtenNumber';
import type { DecoderInfo, KeptDecoderInfo } from '../engine/protocol';

const pictureCount = (count: number) => `${count} ${count === 1 ? 'picture' : 'pictures'}`;

const decibels = (psnrDb: number) => `${fixed(psnrDb, 1)} dB`;

export interface TrainingFigures {
  readonly step: number;
  readonly steps: number;
  readonly trainPsnrDb: number | null;
  readonly heldOutPsnrDb: number | null;
}

const english = {
  decoderTexts: {
    title: 'Decoders',
    help: 'Reconstruction uncertainty needs a decoder for each layer, which paints the picture back from the layer’s features.',
    none: 'none',
    delete: 'Delete',
    stop: 'Stop',
    steps: 'Steps',
    stepsHelp: 'Each step takes eight pictures, flipped, shifted, brightened or darkened at random. More steps fit them better.',
    allHave: 'Every layer chosen above the maps has a decoder.',
    noNetwork: 'No network is on the table yet. Choose one first.',
    preparing: 'Reading the pictures',
    elsewhere: 'Kept for other networks',
    trainHere: 'Train decoders',
    replaced: 'Training ended before it was done, because a run or another network took the engine. Decoders that were not finished are not kept. Start it again.',
    networkChanged: 'Another network came to the table while the pictures were read. Start the training again for it.',
  },

  trainOn(pictures: number | null, layers: number): string {
    const what = layers === 1 ? 'Train 1 decoder' : `Train ${layers} decoders`;
    return pictures === null ? `${what} on the pictures at hand` : `${what} on the ${pictureCount(pictures)} at hand`;
  },

  /** Before anything is trained: what it would be worth. */
  fewPicturesWarning(pictures: number | null): string {
    const seen = pictures === null ? 'so few pictures' : pictures === 1 ? 'one picture' : `${pictures} pictures`;
    return (
      `A decoder trained on ${seen} learns those pictures, not pictures in general: on others, reconstruction uncertainty is then ` +
      'mostly the decoder’s own ignorance. The shipped ones have seen 50\u202f000.'
    );
  },

  shippedDecoder({ psnrDb, pictures }: DecoderInfo): string {
    return psnrDb === null ? 'shipped' : `shipped · ${decibels(psnrDb)} on ${inGroups(pictures)} test pictures`;
  },

  /** @param kept what the browser's store knows of it; null where that could not be read */
  decoderTrainedHere({ psnrDb, pictures }: DecoderInfo, kept: KeptDecoderInfo | null): string {
    if (!kept) return psnrDb === null ? `trained here on ${pictureCount(pictures)}` : `trained here · ${decibels(psnrDb)} on ${pictures} held back`;
    const trained = `trained here on ${pictureCount(kept.trainingPictures)} · ${decibels(kept.trainPsnrDb)} on them`;
    return kept.heldOutPsnrDb === null ? `${trained}, none held back` : `${trained}, ${decibels(kept.heldOutPsnrDb)} on ${kept.heldOutPictures} held back`;
  },

  trainingLine({ step, steps, trainPsnrDb, heldOutPsnrDb }: TrainingFigures): string {
    const parts = [step === 0 ? 'waits' : `step ${step} of ${steps}`];
    if (trainPsnrDb !== null) parts.push(decibels(trainPsnrDb));
    if (heldOutPsnrDb !== null) parts.push(`${decibels(heldOutPsnrDb)} held back`);
    return parts.join(' · ');
  },

  trainingHeadline(share: number, secondsLeft: number | null): string {
    const left = secondsLeft === null ? '' : ` · about ${secondsLeft < 90 ? `${Math.ceil(secondsLeft)} s` : `${Math.ceil(secondsLeft / 60)} min`} left`;
    return `Training · ${Math.round(100 * share)} %${left}`;
  },

  keptElsewhere(networkTitle: string, decoders: number, bytes: number): string {
    return `${networkTitle}: ${decoders} ${decoders === 1 ? 'decoder' : 'decoders'}, ${fixed(bytes / 1e6, 1)} MB`;
  },

  deleteOf: (name: string) => `Delete the decoder trained here for ${name}`,

  deleteAllOf: (networkTitle: string) => `Delete the decoders kept for ${networkTitle}`,
};

export const {
  decoderTexts, trainOn, fewPicturesWarning, shippedDecoder, decoderTrainedHere, trainingLine, trainingHeadline,
  keptElsewhere, deleteOf, deleteAllOf,
} = inLanguage({ en: english });
