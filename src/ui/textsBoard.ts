/** The board: runs side by side. */
import { inLanguage } from '../core/language';
import { fixed, written } from '../core/writtenNumber';
import type { DamageWay } from '../core/spec';
import type { MapQuantity } from '../engine/protocol';
import type { Incomparable } from '../records/difference';

const quoted = (names: readonly string[]) => names.map((name) => `“${name}”`).join(', ');

const quantityWords: Record<MapQuantity, string> = {
  entropyNats: 'entropies', reconstructionUncertaintyNats: 'reconstruction uncertainties', attribution: 'attributions',
};

const damageWords: Record<DamageWay, string> = { zeroed: 'set to zero', shuffled: 'shuffled', noised: 'with noise', randomised: 'drawn anew' };

const english = {
  boardTexts: {
    networkUnknown: (id: string) => `There is no network “${id}” in the catalogue. Choose another for this pane, or remove it.`,
    networkGone: (title: string) => `${title} is a network of your own that this browser does not keep any more. Drop its files on the page, and add the pane again.`,
    sampleUnknown: (id: string) => `There is no sample picture “${id}”. Choose another for this pane, or remove it.`,
    pictureGone: (name: string) =>
      `“${name}” is a picture of your own; all that is left of it is what another network saw, at another size. Drop the picture on the page, and add the pane again.`,
    layersUnknown: (ids: readonly string[], network: string) => `${network} has no layer ${quoted(ids)}. Choose another layer for the pane, or remove it.`,
    depth: (depth: number) => (depth === 0 ? 'first layer' : depth === 1 ? 'last layer' : depth === 0.5 ? 'half way' : `depth ${fixed(depth, 2)}`),
    moreRuns: (more: number) => (more === 1 ? 'and 1 more' : `and ${more} more`),
    paper: 'the paper’s',
    reference: 'reference solver',
    seed: (seed: number) => `seed ${seed}`,
    target: (target: 'features' | 'predicted' | number) => (target === 'features' ? 'of the feature sum' : target === 'predicted' ? 'of the predicted class' : `of class ${target}`),
    damaged: (share: number, layerId: string, way: DamageWay) => `${Math.round(100 * share)} % of ${layerId} ${damageWords[way]}`,
    variant: (kind: string) => `network changed (${kind})`,
    grid: (grid: number | 'full') => (grid === 'full' ? 'a cell a pixel' : `${grid} × ${grid} cells`),
    lightTable: 'Light table',
    compare: 'Compare',
    mode: 'What the page shows',
    batch: 'Batch',
    studies: 'Studies',
    compareRun: 'Compare',
    compareRunNote: 'puts the maps on the board, beside those of other networks, pictures and metrics',
    compareMap: (layer: string) => `Put ${layer} on the board, to compare`,
    compareThis: 'Put on the board',
    boardFull: 'The board is full. Remove maps there first.',
    title: 'Compare',
    emptyTitle: 'Nothing to compare yet',
    emptyLine: 'Put maps side by side: of any layers, networks, pictures and metrics, all on one scale.',
    add: 'Add maps',
    clear: 'Clear',
    takeBack: 'Take back',
    quantity: 'Quantity',
    absolute: 'Absolute',
    relative: 'Against uniform noise',
    panes: 'Maps',
    pane: (number: number) => `Map ${number}`,
    move: (number: number) => `Move map ${number}: arrow keys, or drag`,
    moved: (what: string, to: number, of: number) => `${what}: moved to place ${to} of ${of}`,
    removedPane: (what: string) => `${what}: removed`,
    duplicatedPane: (what: string) => `${what}: copied`,
    duplicate: 'Copy',
    remove: 'Remove',
    ownScale: 'Scale of its own',
    pairUp: 'Hold against another',
    previousLayer: 'Previous layer',
    nextLayer: 'Next layer',
    layerOf: (number: number) => `Layer of map ${number}`,
    retry: 'Try again',
    stop: 'Stop',
    notInNetwork: (network: string, layer: string) => `${network} has no layer “${layer}”. Choose another above.`,
    mapHint: 'Arrow keys move the cross-hair, + and − zoom, 0 shows the whole. Ctrl and the wheel, or two fingers, zoom all maps at once.',
    zoomAll: 'Whole maps',
    mapLabel: (what: string, mean: string, status: string) => `${what}: mean ${mean}, ${status}`,
    legendOf: (numbers: string) => `maps ${numbers}`,
    severalScales: 'These quantities do not compare with each other, so each has a scale of its own.',
    attributionScale: 'Attributions are in units of their target, which differ from layer to layer and network to network: on one scale the pale maps are those of small numbers. Give a map a scale of its own to see its pattern.',
    relativeAttribution: 'Attributions know no uniform noise; they stay as they are.',
    status: { waiting: 'waiting', loading: 'loading', running: 'computing', done: 'done', failed: 'failed', cancelled: 'stopped' },
    waitsForTable: 'waits for the run on the light table',
    secondsLeft: (seconds: string) => `about ${seconds} left`,
    ofRow: 'of',
    presetNetworks: (a: string, b: string) => ({ title: `${a} against ${b}`, line: 'Two networks at three depths: first layer, half way, last.' }),
    presetDepth: (network: string) => ({ title: 'First layer against last', line: `What ${network} forgets on its way, one map slid over the other.` }),
    presetMetrics: (network: string) => ({ title: 'Entropy against Grad-CAM', line: `What ${network} discards, and what speaks for its answer, at two depths.` }),
    boardStatus: 'How far the maps are',
    runsTitle: 'Being computed',
    stopAll: 'Stop all',
    retryAll: 'Go on',
    runOf: (network: string, picture: string, metric: string) => `${network} · ${picture} · ${metric}`,
    progressOf: (share: number) => `${Math.round(100 * share)} %`,
    pairTitle: 'Two maps against each other',
    pairMode: 'How',
    slider: 'Slider',
    differenceMode: 'Difference A − B',
    mapA: 'A',
    mapB: 'B',
    swap: 'Swap A and B',
    closePair: 'Close',
    divider: 'Line between A, at the left, and B',
    dividerValue: (share: number) => `${Math.round(100 * share)} percent of the width show A`,
    paneOption: (number: number, network: string, layer: string, metric: string) => `${number} · ${network} · ${layer} · ${metric}`,
    lessInA: 'less in A',
    moreInA: 'more in A',
    differenceName: (symbol: string, units: string) => `${symbol} of A − ${symbol} of B, ${units}`,
    meanDifference: 'Mean of A − B',
    percentilesOfDifference: '10th to 90th percentile',
    correlation: 'Correlation of A with B',
    constant: 'one of them is constant',
    resampled: (columns: number, rows: number) => `The maps have different grids: both were brought onto ${columns} × ${rows} cells by their nearest cells.`,
    partOnly: 'The networks see different parts of the picture: the difference is of what both see.',
    slideOnly: 'The slider shows both all the same.',
    notYet: 'The difference is drawn when both maps are there.',
    profileTitle: 'At the place that is pointed at',
    profileHint: 'Point at a place in any map: its value in every map stands here, each above or below the map’s own mean.',
    curvesTitle: 'Curves over depth',
    depthAxis: 'relative depth: 0 first layer, 1 last',
    curveLayers: 'Layers in the curves',
    curveOfPanes: 'Those on the board',
    curveAuto: 'A handful',
    curveAll: 'All',
    runningMaximum: 'Running maximum',
    curveAxis: (name: string, units: string) => `${name}, ${units}`,
    bandsNote: 'Bands: 10th to 90th percentile of the picture’s pixels.',
    curvesLabel: (name: string, count: number) => `${name} against relative depth, ${count === 1 ? 'one curve' : `${count} curves`}; the table of numbers has the same`,
    numbersTitle: 'Numbers',
    columns: {
      network: 'Network', layer: 'Layer', depth: 'Depth', picture: 'Picture', metric: 'Metric', mean: 'Mean', gain: 'Gain', distortion: 'g ± 95%', passes: 'Passes', status: 'Status',
    },
    units: 'Units',
    copyTable: 'Copy as TSV',
    tableCopied: 'The table is on the clipboard.',
    tableNotCopied: 'The browser did not let the page write to the clipboard. Select the table and copy it by hand.',
    buildTitle: 'Which maps?',
    buildLine: 'Everything chosen is combined with everything: layers side by side, the rest below each other.',
    buildLayers: 'Layers',
    buildNetworks: 'Networks',
    buildPictures: 'Pictures',
    buildMetrics: 'Metrics',
    buildNetworks1: 'Network',
    buildPictures1: 'Picture',
    buildMetrics1: 'Metric',
    change: 'Another network, picture or metric here',
    depths: ['First layer', 'A quarter down', 'Half way', 'Three quarters down', 'Last layer'],
    byName: (network: string) => `Layers of ${network}`,
    matching: 'Networks have layers of their own: the same relative depth stands for the same layer, 0 for the first, 1 for the last.',
    matchedLayers: (network: string) => `A layer picked by name is one of ${network}; the other networks show the layer at the same relative depth.`,
    ownNetwork: 'your own',
    buildCount: (layers: number, networks: number, pictures: number, metrics: number, maps: number) =>
      `${layers} × ${networks} × ${pictures} × ${metrics} = ${maps === 1 ? '1 map' : `${maps} maps`}`,
    buildCost: (compute: number, seconds: string | null) =>
      compute === 0 ? 'all known already' : `${compute} to compute${seconds === null ? '; how long is known when one of these networks has run' : `, about ${seconds}`}`,
    tooMany: (most: number) => `The board holds ${most} maps. Choose fewer, or clear it first.`,
    addMaps: (maps: number) => (maps === 1 ? 'Add 1 map' : `Add ${maps} maps`),
    nothingChosen: 'Choose at least one of each.',
    cancel: 'Cancel',
    networkNotInLink: (title: string) => `${title} is a network of your own, which cannot be in a link: its maps are left out there.`,
    pictureNotInLink: (name: string) => `“${name}” is a picture of your own, which cannot be in a link: its maps are left out there.`,
    stoppedUnasked: 'The run was stopped by something else on the page. Try it again.',
  },

  /** Why two maps have no difference, and what would make one. */
  whyNoDifference: (why: Incomparable): string => {
    switch (why.reason) {
      case 'no-map':
        return `Map ${why.side} has nothing to show yet.`;
      case 'no-uniform':
        return `Map ${why.side} has no measured uniform noise yet, on which relative values stand. Wait for it, or show absolute values.`;
      case 'quantity':
        return `A shows ${quantityWords[why.a]} and B ${quantityWords[why.b]}: numbers of different kinds have no difference. Choose two maps of one metric.`;
      case 'budget':
        return `A is held to c = ${written(why.a)} and B to c = ${written(why.b)}: they were allowed different distortions. Compute both at one c.`;
      case 'noise':
        return `A and B refer to different noise, τ = ${written(Number(why.a.toPrecision(4)))} and ${written(Number(why.b.toPrecision(4)))} in intensity. Compute both with one τ.`;
      case 'picture':
        return `A is of “${why.a}” and B of “${why.b}”: a pixel of one is not a pixel of the other. Choose two maps of one picture.`;
      case 'region':
        return 'The two networks see parts of the picture that have nothing in common. Give both the same crop.';
      case 'attribution':
        return 'Attributions are in units of what they explain, and those of A are not those of B: only maps of one method, network, target and layer have a difference.';
    }
  },

  boardAdded: (layer: string, panes: number) => `${layer} is on the board, with ${panes === 1 ? '1 map' : `${panes} maps`} there.`,

  boardHeadline: (settled: number, panes: number, busy: boolean) => {
    if (panes === 0) return 'Nothing to compare yet';
    if (busy || settled < panes) return `${settled} of ${panes} maps settled`;
    return panes === 1 ? 'One map, settled' : `All ${panes} maps settled`;
  },
};

export const { boardTexts, boardAdded, boardHeadline, whyNoDifference } = inLanguage({ en: english });
