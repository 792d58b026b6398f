/** Texts of what a network finds in a picture, and of where networks and photographs are from. */
import { inLanguage } from '../core/language';
import { fixed } from '../core/writtenNumber';

const english = {
  findingsTexts: {
    detections: 'Detections',
    segmentation: 'Classes in the picture',
    searching: 'Looking …',
    noDetections: 'Nothing that the network is surer of than 40 %.',
    noClasses: 'All background, says the network.',
    detectionsHint: 'Choose one, here or on the picture: its box becomes the foreground.',
    segmentationHint: 'Choose one, here or on the picture: its pixels become the foreground.',
    photographs: 'Photographs',
    thumbnails: 'CIFAR-10',
    license: 'Licence',
    photographBy: (title: string, author: string) => `Photograph: “${title}” by ${author},`,
    photographFrom: ', from',
  },

  detectionLabel(label: string, score: number): string {
    return `${label}, ${Math.round(100 * score)} %`;
  },

  shareText: (share: number) => (share > 0 && share < 0.001 ? '< 0.1 %' : `${fixed(100 * share, 1)} %`),

  findingAction(label: string): string {
    return `${label}: make it the foreground`;
  },

  /** Of a catalogue's network that is fetched at set-up, and was not. */
  notFetched(remedy: string): string {
    return `Not here yet. With a network connection, "${remedy}" fetches it.`;
  },

  /** To two figures: it is an estimate. */
  runCostText(seconds: number): string {
    const rounded = Number(seconds.toPrecision(seconds < 10 ? 1 : 2));
    const words = rounded < 90 ? `${Math.max(1, rounded)} s` : `${Math.round(seconds / 60)} min`;
    return `A run takes about ${words} on this machine.`;
  },
};

export const { findingsTexts, detectionLabel, shareText, findingAction, notFetched, runCostText } = inLanguage({ en: english });
