/** Every text of the page that is more than a number. Messages of the engine and of pictures come as they stand. */
import { inLanguage } from '../core/language';
import { fixed } from '../core/writtenNumber';
import type { LayerStatus } from '../engine/protocol';

const greyLevels = (levels: number) => fixed(levels, levels < 10 ? 2 : 0);

const english = {
  texts: {
    product: 'Pixelsieve',
    tagline: 'which pixels each layer forgets',
    network: 'Network',
    picture: 'Picture',
    layers: 'Layers',
    budget: 'Distortion c',
    budgetHelp: 'How far noise may move a layer, relative to uniform reference noise. The same for every layer and network.',
    solver: 'Solver',
    solverFast: 'Fast',
    solverReference: 'Reference',
    solverHelp: 'Fast: steps until every pixel’s noise counts alike. Reference: the recipe of the paper’s authors, 800 passes a layer.',
    settings: 'Settings',
    close: 'Close',
    dismiss: 'Dismiss',
    networkSees: 'What the network sees',
    asDropped: 'As dropped',
    cropNote: 'The frame marks what the network sees.',
    trueLabel: 'True class',
    predictions: 'The network says',
    noPredictions: 'No prediction for this picture.',
    cancel: 'Cancel',
    start: 'Start',
    restart: 'Run again',
    export: 'Export',
    exportJson: 'JSON',
    exportJsonNote: 'everything, to reproduce the run',
    exportCsv: 'CSV',
    exportCsvNote: 'a row a pixel, a column a layer',
    exportNpy: 'NPY',
    exportNpyNote: 'float32, layers × height × width',
    copyLink: 'Copy link',
    exportValue: 'Files, link',
    copyLinkOwn: 'cannot carry what is your own; a session can',
    copyLinkNote: 'opens with the same network, picture and numbers',
    linkCopied: 'The link is on the clipboard.',
    linkNotCopied: 'The browser did not let the page write to the clipboard; copy the address from the address bar instead.',
    pictureNotInLink: 'A picture of your own cannot be in a link: whoever opens it sees the first sample instead.',
    modelNotInLink: 'A network of your own cannot be in a link: whoever opens it sees the default network instead.',
    samples: 'Samples from the test set',
    layersAuto: 'A handful',
    layersAll: 'All',
    layersPick: 'Pick',
    dropPicture: 'Let go to lay it on the table',
    dropNote: 'Pictures, or a network: a folder with a model.json, an .onnx, or a zip. Nothing leaves this machine.',
    quantity: 'Quantity',
    absolute: 'Entropy H',
    relative: 'Relative ΔH',
    uncertainty: 'Reconstruction uncertainty RU',
    uncertaintyShort: 'Uncertainty RU',
    relativeUncertainty: 'Relative ΔRU',
    restored: 'restored',
    lost: 'lost',
    against: 'against',
    inFavour: 'in favour',
    unimportant: 'unimportant',
    important: 'important',
    ownUnits: 'own units',
    methods: {
      gradient: 'Gradient',
      'gradient-input': 'Gradient × input',
      smoothgrad: 'SmoothGrad',
      'integrated-gradients': 'Integrated gradients',
      'grad-cam': 'Grad-CAM',
      occlusion: 'Occlusion',
    },
    absoluteHelp: 'log σ + ½ log 2πe: how much noise a pixel takes before the layer notices.',
    relativeHelp: 'Against the uniform noise of the same distortion: 0 is treated like the average pixel.',
    units: 'Units',
    nats: 'nats',
    bits: 'bits',
    scheme: 'Colours',
    schemeHelp: 'All four darken in even steps for every colour vision, and so does the orange and purple of relative maps. Cividis looks nearly the same to everybody; Grey needs no colour at all.',
    opacity: 'Map over picture',
    runningMaximum: 'Running maximum of the curve',
    uniformReference: 'Uniform noise as reference',
    theme: 'Frame',
    themeSystem: 'System',
    themeLight: 'Light',
    themeDark: 'Dark',
    noise: 'Reference noise τ',
    noiseDefault: 'Default',
    noisePaper: 'Paper',
    noiseOwn: 'Own',
    noiseHelp: 'Standard deviation in intensity, 0 to 1. Default 0.0025; the paper’s is 0.01 in normalised input.',
    grid: 'Grid of σ',
    gridDefault: 'Suits the network',
    gridFull: 'Every pixel',
    seed: 'Seed',
    backend: 'Computes on',
    appearance: 'How it is shown',
    computation: 'What is computed',
    forgotten: 'forgotten',
    kept: 'kept',
    curve: 'Mean entropy by depth',
    numbers: 'Numbers',
    largeHint: 'Scroll or pinch to zoom, drag to move, arrow keys for the neighbouring layers; on the map itself they move the cross-hair.',
    previousLayer: 'Previous layer',
    nextLayer: 'Next layer',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    zoomFit: 'Whole map',
    starting: 'Starting the engine…',
    waitingForNetwork: 'Loading the network…',
    engineFailed: 'Nothing to compute with',
    noNetwork: 'No network on the table',
    recording: 'A recorded run',
    howToRead: 'How to read it',
    pixelHint: 'Point at a pixel to follow it through the layers.',
    noCatalogue: 'No network is served with this page.',
    messageKinds: { error: 'Error', warning: 'Note', note: 'Note' },
    schemes: { inferno: 'Inferno', viridis: 'Viridis', cividis: 'Cividis', grey: 'Grey' },
    arrowsMoveCrosshair: 'Arrow keys move the cross-hair.',
    numberBetween: (isWhole: boolean, least: number, most: number) => `A${isWhole ? ' whole' : ''} number from ${least} to ${most}.`,
  },

  layerStatusTexts: {
    queued: 'waiting',
    running: 'still moving',
    measuring: 'measuring',
    converged: 'settled',
    'pass-limit': 'pass limit, not settled',
    unbounded: 'no bound',
    cancelled: 'cancelled',
    failed: 'failed',
  } satisfies Record<LayerStatus, string>,

  /** Short: they stand in half a column. */
  curveLineNames: { mean: 'mean', uniform: 'uniform', low: '10 %', high: '90 %' },

  headline(
    status: 'idle' | 'running' | 'done' | 'cancelled' | 'failed',
    settled: number,
    layers: number,
  ): string {
    switch (status) {
      case 'idle':
        return layers === 1 ? 'One layer, ready' : `${layers} layers, ready`;
      case 'running':
        return `${settled} of ${layers} maps settled`;
      case 'done':
        return settled === layers ? (layers === 1 ? 'The map has settled' : `All ${layers} maps settled`) : `${settled} of ${layers} maps settled`;
      case 'cancelled':
        return `Cancelled with ${settled} of ${layers} settled`;
      case 'failed':
        return `Failed with ${settled} of ${layers} settled`;
    }
  },

  /** tau sqrt(c): what uniform noise uses up the budget where a layer is linear. */
  budgetInGreyLevels(levels: number): string {
    return `Uniform noise of about ${greyLevels(levels)} of 255 grey levels uses it up, if a layer is linear.`;
  },

  measuredGreyLevels(least: number, most: number): string {
    return `Measured: ${greyLevels(least)} to ${greyLevels(most)}, from layer to layer.`;
  },

  passCount(passes: number): string {
    return passes === 1 ? '1 pass' : `${passes} passes`;
  },

  modelLoading(title: string): string {
    return `Loading ${title}…`;
  },

  modelUnknown(id: string, used: string): string {
    return `There is no network “${id}” in the catalogue; ${used} is used. Pick another from the list.`;
  },

  sampleUnknown(id: string, used: string): string {
    return `There is no sample picture “${id}”; ${used} is used. Pick another from the list.`;
  },

  sampleUnreadable(file: string, httpStatus: number): string {
    return `The sample ${file} could not be read (HTTP ${httpStatus}). Reload the page.`;
  },

  layersUnknown(ids: readonly string[], network: string): string {
    return `${network} has no layer ${ids.map((id) => `“${id}”`).join(', ')}; left out. Pick layers from the list.`;
  },

  pictureFetchFailed(address: string, why: string): string {
    return `The picture ${address} could not be fetched (${why}). Save it and drop the file instead.`;
  },

  listMissing(path: string, why: string): string {
    return `${path} could not be read (${why}). The page may be installed incompletely; reload it, or drop a picture and a model folder.`;
  },

  mapLabel(quantity: string, layer: string, mean: string, status: string): string {
    return `Map of ${quantity} at ${layer}, mean ${mean}, ${status}. Enter shows it large, arrow keys move the cross-hair.`;
  },
};

export const {
  texts, layerStatusTexts, curveLineNames, headline, budgetInGreyLevels, measuredGreyLevels, passCount, modelLoading,
  modelUnknown, sampleUnknown, sampleUnreadable, layersUnknown, pictureFetchFailed, listMissing, mapLabel,
} = inLanguage({ en: english });
