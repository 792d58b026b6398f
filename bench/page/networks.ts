/** What the bench runs, and what there is to gain. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readRecord } from '../peer/records';

/** ResNet-20's listed layers; of the VGG those whose optimum `npm run bench:peer` knows. */
export const NETWORK_LAYERS: Readonly<Record<string, readonly string[]>> = {
  resnet20: [
    'stem', 'stage1_block1', 'stage1_block2', 'stage1_block3', 'stage2_block1', 'stage2_block2', 'stage2_block3', 'stage3_block1',
    'stage3_block2', 'stage3_block3',
  ],
  'vgg11-half': ['conv1', 'conv2', 'conv4', 'conv6', 'conv7'],
};
/** Those of the fixture on the attainable gain. */
export const MOST_PICTURES = 5;

interface Attainable {
  readonly gainNats: number;
  readonly source: string;
}

/** Gain of the long-run optimum at c = 1.5, by the oracle's fixture or by the committed comparison; null where neither has it. */
export class AttainableGains {
  private readonly gains = new Map<string, Attainable>();
  private readonly folder: string;

  constructor(root: string) {
    this.folder = path.join(root, '.cache', 'bench-peer');
    const report = path.join(root, 'bench/results/peer-report.json');
    if (existsSync(report)) {
      const { pairs } = JSON.parse(readFileSync(report, 'utf8')) as {
        pairs: { network: string; layer: string; picture: string; methods: Record<string, { gainNats: number }> }[];
      };
      for (const { network, layer, picture, methods } of pairs) this.set(network, layer, picture, methods['optimum']!.gainNats, 'bench/results/peer-report.json');
    }
    const fixture = JSON.parse(readFileSync(path.join(root, 'src/testing/fixtures/attainable-gain-resnet20.json'), 'utf8')) as {
      results: { sample: string; layer: string; attainableGainNats: number }[];
    };
    for (const { sample, layer, attainableGainNats } of fixture.results) this.set('resnet20', layer, sample, attainableGainNats, 'the fixture attainable-gain-resnet20.json');
  }

  get(network: string, layer: string, picture: string): Attainable | null {
    return this.gains.get(`${network}/${layer}/${picture}`) ?? this.ofRecord(network, layer, picture);
  }

  private set(network: string, layer: string, picture: string, gainNats: number, source: string): void {
    this.gains.set(`${network}/${layer}/${picture}`, { gainNats, source });
  }

  /** A comparison that has not been reported yet leaves its optimum beside its other records. */
  private ofRecord(network: string, layer: string, picture: string): Attainable | null {
    const gainNats = readRecord(this.folder, { network, layer, picture }, 'optimum')?.details['gainNats'];
    return typeof gainNats === 'number' ? { gainNats, source: 'the records of npm run bench:peer' } : null;
  }
}
