/** Cost against pixels, samples and layers: `npm run bench -- --scaling`. The shipped ResNet-20, fed larger pictures, in the page. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PNG } from 'pngjs';
import { NETWORK_LAYERS } from './networks';
import { type ScalingLine, scalingSvg, slopeOfLogs } from './scalingPlot';
import type { Site } from './site';
import { paceOf } from './pace';

const SIDES = [32, 64, 128, 256, 512] as const;
/** Early enough for 512 pixels to fit into WebAssembly's memory, late enough to be a network. */
const PIXEL_LAYER = 'stage1_block1';
const LAYER_COUNTS = [1, 2, 4, 7, 10] as const;

/** Writes scaling.svg and scaling.json into bench/results. */
export async function measureScaling(root: string, site: Site): Promise<void> {
  const picture = PNG.sync.read(readFileSync(path.join(root, 'public/samples/bird-redstart.png')));
  for (const side of SIDES) widenNetwork(site.folder, side);
  const lines: ScalingLine[] = [];
  const say = (line: ScalingLine) => {
    lines.push(line);
    console.log(`${line.title}: ${line.points.map(({ x, y }) => `${x} -> ${y.toPrecision(3)}`).join(', ')}; exponent ${slopeOfLogs(line.points).toFixed(2)}`);
  };
  const pixels = [];
  for (const side of SIDES) {
    const pace = await paceOf(site, `resnet20-${side}`, [PIXEL_LAYER], enlarged(picture, side), { passes: 48, seconds: 60 });
    pixels.push({ x: side * side, y: pace.secondsPerPass });
  }
  say({ title: 'seconds a sample pass', unit: 'pixels', points: pixels });
  const long = await paceOf(site, 'resnet20-32', ['stage2_block1'], enlarged(picture, 32), { passes: 800, seconds: 120 });
  say({ title: 'seconds so far', unit: 'samples', points: long.course.map(({ passes, seconds }) => ({ x: passes, y: seconds })) });
  // Layers differ in cost: each count is held against the sum of its layers' costs when they run alone.
  const all = NETWORK_LAYERS['resnet20']!;
  const alone: number[] = [];
  for (const layer of all) alone.push((await paceOf(site, 'resnet20-32', [layer], enlarged(picture, 32), { passes: 64, seconds: 60 })).secondsPerPass);
  const together = [];
  for (const count of LAYER_COUNTS) {
    const chosen = all.filter((_, index) => index % Math.ceil(all.length / count) === 0 || count === all.length).slice(0, count);
    const pace = await paceOf(site, 'resnet20-32', chosen, enlarged(picture, 32), { passes: 64, seconds: 60 });
    const sum = chosen.reduce((total, layer) => total + alone[all.indexOf(layer)]!, 0);
    together.push({ x: chosen.length, y: (pace.secondsPerPass / sum) * chosen.length });
  }
  say({ title: 'cost of layers at once, in layers alone', unit: 'layers', points: together });
  const results = path.join(root, 'bench/results');
  mkdirSync(results, { recursive: true });
  const report = {
    command: 'npm run bench -- --scaling', date: new Date().toISOString(), site: site.digest, machine: `${os.cpus()[0]!.model.trim()}, ${os.cpus().length} cores`,
    load: os.loadavg(), network: 'ResNet-20 with its input widened; WebAssembly, one layer a worker',
    lines: lines.map((line) => ({ ...line, exponent: slopeOfLogs(line.points) })),
  };
  writeFileSync(path.join(results, 'scaling.json'), `${JSON.stringify(report, null, 1)}\n`);
  writeFileSync(path.join(results, 'scaling.svg'), scalingSvg(lines));
  console.log('wrote bench/results/scaling.{svg,json}');
}

/** A copy of the shipped network in the built site's catalogue that takes pictures of another size. */
function widenNetwork(siteFolder: string, side: number): void {
  const id = `resnet20-${side}`;
  const models = path.join(siteFolder, 'models');
  cpSync(path.join(models, 'resnet20'), path.join(models, id), { recursive: true });
  const change = <Content>(file: string, edit: (content: Content) => void) => {
    const content = JSON.parse(readFileSync(file, 'utf8')) as Content;
    edit(content);
    writeFileSync(file, JSON.stringify(content));
  };
  const size = String(side);
  const widen = (shape: { dim: { size: string }[] }) => {
    for (const axis of [1, 2]) shape.dim[axis]!.size = size;
  };
  change<{
    signature: { inputs: Record<string, { tensorShape: { dim: { size: string }[] } }> };
    modelTopology: { node: { op: string; attr: { shape?: { shape: { dim: { size: string }[] } } } }[] };
  }>(path.join(models, id, 'model.json'), (model) => {
    for (const input of Object.values(model.signature.inputs)) widen(input.tensorShape);
    for (const node of model.modelTopology.node) if (node.op === 'Placeholder') widen(node.attr.shape!.shape);
  });
  change<{ id: string; input: { width: number; height: number }; decoders?: unknown }>(path.join(models, id, 'card.json'), (card) => {
    card.id = id;
    card.input.width = card.input.height = side;
    delete card.decoders;
  });
  change<{ id: string; title: string; summary: string; path: string }[]>(path.join(models, 'catalogue.json'), (catalogue) => {
    if (!catalogue.some((entry) => entry.id === id)) catalogue.push({ id, title: `ResNet-20 at ${side}`, summary: '', path: `${id}/model.json` });
  });
}

/** Each pixel repeated, so that the picture is the same at every size. */
function enlarged(picture: PNG, side: number): Buffer {
  const large = new PNG({ width: side, height: side });
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const from = (Math.floor((y * picture.height) / side) * picture.width + Math.floor((x * picture.width) / side)) * 4;
      picture.data.copy(large.data, (y * side + x) * 4, from, from + 4);
    }
  }
  return PNG.sync.write(large);
}
