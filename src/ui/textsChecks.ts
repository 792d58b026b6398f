import { inLanguage } from '../core/language';

const english = {
  checksTexts: {
    open: 'Check the metrics',
    openNote: 'Do the metrics keep what they promise?',
    title: 'Can these maps be trusted?',
    which: 'Check',
    rescale: 'Fair to compare?',
    cascade: 'Does it see the network?',
    rescaleParagraph:
      'The same function can be written with larger numbers inside: multiply the weights before a layer by k and divide those after it. Nothing the network says changes. A metric that compares layers or networks must not change either. Entropy and reconstruction uncertainty stay, because each layer is held to a distortion relative to its own; an attribution of the feature sum is multiplied by k.',
    cascadeParagraph:
      'Weights are replaced by random ones, from the classifier down, one listed layer after the other (Adebayo et al. 2018). A map that explains the network must change when the weights that it depends on do: until the cascade reaches the layer its features are the same and so are the maps of its features; after that the rank correlation with the original map should fall.',
    layer: 'Layer',
    how: 'Change',
    rescaled: 'Same function, other weights',
    layerScaled: 'Features × k only',
    factor: 'k',
    target: 'Attributions explain',
    targetFeatures: 'the layer’s feature sum',
    targetPredicted: 'the predicted class',
    run: 'Run the check',
    stop: 'Stop',
    wait: 'After the run on the table',
    metric: 'Metric',
    asItIs: 'As it is',
    meanBefore: 'Mean',
    meanAfter: 'Mean after',
    change: 'Change',
    rank: 'Rank correlation',
    classifier: 'classifier',
    original: 'as it is',
    legendOfCurve: 'Rank correlation with the original map, by how far down the weights are random',
    failed: 'failed',
  },

  rescaledColumn: (factor: number) => `× ${factor}`,

  progressOfCheck: (done: number, steps: number) => `${done} of ${steps} maps`,
};

export const { checksTexts, rescaledColumn, progressOfCheck } = inLanguage({ en: english });
