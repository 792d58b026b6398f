import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { linkInText } from '../../link/linkInText';
import { parseLink } from '../../link/link';
import { RECORD } from '../../testing/runRecords';
import type { RunRecord } from '../../records/runRecord';
import { cssColour, lookupTable } from '../../views/colourScale';
import { formatValue, valueTicks } from '../../views/valueTicks';
import { runToJson } from '../runToJson';
import { boardFigure } from './boardFigure';
import { curveFigure } from './curveFigure';
import { overlayFigure } from './overlayFigure';
import { linkOfRecord } from './figureLink';
import { mapFigure } from './mapFigure';
import { metadataOfSvg, metadataText, readMetadata } from './metadata';
import { crc32, pngText, withPngText } from './pngText';
import type { FigureReading } from './reading';
import { figureDomain } from './reading';
import { tableFigure } from './tableFigure';
import { unescaped, wrapped } from './xml';

const shape = { symmetric: false, withZero: false, leastSpan: 0.6 };
const reading: FigureReading = {
  symbol: 'H', name: 'Entropy H', units: 'nats', signed: false, isRelative: false, table: lookupTable('inferno'), lowWord: 'kept', highWord: 'forgotten',
  domain: figureDomain(RECORD.layers, { isRelative: false }, shape)!,
};
const view = { units: 'nats', scheme: 'inferno' };
const options = { reading, view, pageAddress: 'https://example.org/page/', runningMaximum: false, uniformReference: true };

const seen = { width: 3, height: 2, rgb: Float32Array.from({ length: 18 }, (_, i) => i / 17) };
const linked: RunRecord = { ...RECORD, picture: { ...RECORD.picture, link: 'sample:ship & sail', seen, crop: { x: 10, y: 20, width: 300, height: 200 } } };

/** Every element is closed by its own name, and no bare & or < stands in the text: what XML asks of it. */
function wellFormed(xml: string): void {
  const open: string[] = [];
  for (const [whole, closing, name, attributes, selfClosing, text] of xml.replace(/<\?xml[^>]*\?>/, '').matchAll(/<(\/?)([a-z]+)((?: [\w:-]+="[^"<]*")*)(\/?)>|([^<]+)/gi)) {
    if (text !== undefined || attributes?.includes('&')) expect((text ?? attributes)!.replace(/&(amp|lt|gt|quot);/g, '')).not.toMatch(/[&<]/);
    if (text !== undefined) continue;
    if (closing) expect(open.pop(), whole).toBe(name);
    else if (!selfClosing) open.push(name!);
  }
  expect(open).toEqual([]);
  // Nothing is left between the matches.
  expect(xml.replace(/<\?xml[^>]*\?>/, '').replace(/<(\/?)([a-z]+)((?: [\w:-]+="[^"<]*")*)(\/?)>|([^<]+)/gi, '')).toBe('');
}

const textsOf = (svg: string, className: string) => [...svg.matchAll(new RegExp(`<text[^>]*class="${className}"[^>]*>([^<]*)</text>`, 'g'))].map(([, text]) => unescaped(text!));
const captionIn = (svg: string) => [...(/<g class="caption">([\s\S]*?)<\/g>/.exec(svg)?.[1] ?? '').matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => unescaped(text!)).join('\n');

describe('a figure of a map', () => {
  const figure = mapFigure(linked, 'a', options);

  it('is well-formed, with title and caption as its text alternative', () => {
    wellFormed(figure.svg);
    expect(figure.svg).toContain('<title>Title of a of ResNet-20</title>');
    expect(unescaped(/<desc>([\s\S]*?)<\/desc>/.exec(figure.svg)![1]!)).toBe(figure.caption);
  });

  it('has every cell in the colour that the scale has for it', () => {
    const data = /href="data:image\/png;base64,([^"]+)"/.exec(figure.svg)![1]!;
    const png = PNG.sync.read(Buffer.from(data, 'base64'));
    const { map } = linked.layers[0]!;
    const cell = png.width / 3;
    map!.values.forEach((value, i) => {
      const [x, y] = [Math.floor(((i % 3) + 0.5) * cell), Math.floor((Math.floor(i / 3) + 0.5) * cell)];
      const at = (y * png.width + x) * 4;
      expect(`rgb(${png.data[at]}, ${png.data[at + 1]}, ${png.data[at + 2]})`).toBe(cssColour(reading.table, reading.domain, value));
    });
  });

  it('has a colour bar whose ticks stand at their numbers', () => {
    const ticks = [...figure.svg.matchAll(/<path d="M([\d.]+),[\d.]+v4"[^>]*\/><text x="([\d.]+)"[^>]*class="tick"[^>]*>([^<]+)</g)];
    const expected = valueTicks(reading.domain, 'nats', 512 / 84);
    expect(ticks.map(([, , , label]) => label)).toEqual(expected.map(({ label }) => label));
    const [low, high] = reading.domain;
    ticks.forEach(([, x], i) => expect(low + ((high - low) * (Number(x) - 24)) / 512).toBeCloseTo(expected[i]!.value, 2));
    expect(textsOf(figure.svg, 'legend-title')).toEqual(['Entropy H, nats']);
  });

  it('states spec and numbers, and a link that makes the run again', () => {
    for (const said of [
      'Strict information discarding: Entropy H (nats) of Title of a of ResNet-20, picture “ship.png”',
      'c = 1.5', 'τ = 0.0025', 'σ on 3 × 2 cells', 'solver fast', 'seed 1',
      'Mean H = −1.00 nats', 'gain +0.14 nats', 'g = 1.497 ± 0.012', '96 passes',
      'Network SHA-256 abababababab, picture SHA-256 cdcdcdcdcdcd, pixels 10, 20 to 309, 219 of 640 × 480',
      'Computed with WASM · 2 threads by Pixelsieve 0.1.0 on 2026-11-23 10:00 UTC',
      'Made again from: https://example.org/page/#v=1&model=resnet20&image=sample:ship',
    ]) expect(figure.caption).toContain(said);
    // As it stands in the figure, broken into lines, and with more words behind it.
    for (const text of [figure.caption, captionIn(figure.svg), `${captionIn(figure.svg)}\nas in Figure 3 of the lecture`]) {
      const { link, problems } = parseLink(linkInText(text)!);
      expect(problems).toEqual([]);
      expect(link.colours).toBe('inferno');
      expect(link).toMatchObject({ model: 'resnet20', image: 'sample:ship & sail', layers: ['a'], metric: 'discarding', grid: 'full', budget: 1.5, noise: 'paper', solver: 'fast', seed: 1, run: true });
      expect(link.crop).toEqual({ x: expect.closeTo(10 / 640, 6) as number, y: expect.closeTo(20 / 480, 6) as number, width: expect.closeTo(300 / 640, 6) as number, height: expect.closeTo(200 / 480, 6) as number });
    }
  });

  it('carries the same in its metadata, as SVG and as PNG', () => {
    const metadata = readMetadata(metadataOfSvg(figure.svg)!, 'a.svg');
    expect(metadata).toEqual({
      kind: 'map', link: linkOfRecord(linked, ['a'], view), view, networkSha256: RECORD.model.sha256, pictureSha256: RECORD.picture.sha256, layerIds: ['a'], caption: figure.caption,
    });
    const png = new Uint8Array(PNG.sync.write(new PNG({ width: 2, height: 2 })));
    const with2 = withPngText(png, { pixelsieve: metadataText(metadata), Description: 'τ = “x”' });
    expect(readMetadata(pngText(with2, 'pixelsieve')!, 'a.png')).toEqual(metadata);
    expect(pngText(with2, 'Description')).toBe('τ = “x”');
    expect(pngText(png, 'pixelsieve')).toBeNull();
    // Checked by the decoder, chunk by chunk.
    expect(PNG.sync.read(Buffer.from(with2)).width).toBe(2);
  });

  it('is refused where there is no map', () => {
    expect(() => mapFigure(linked, 'b,"x"', options)).toThrow(/no map/);
  });
});

describe('crc32', () => {
  it('is that of the empty chunk at the end of every PNG', () => {
    expect(crc32(new TextEncoder().encode('IEND'))).toBe(0xae426082);
  });
});

describe('figures of curve, table and board', () => {
  const relative: FigureReading = { ...reading, symbol: 'ΔH', name: 'Relative ΔH', signed: true, isRelative: true, domain: [-6, 6], table: lookupTable('diverging') };

  it.each([
    ['curve', curveFigure(linked, options)],
    ['table', tableFigure(linked, options)],
    ['relative table', tableFigure(linked, { ...options, reading: relative })],
    ['board', boardFigure([{ record: linked, layerId: 'a', reading }, { record: RECORD, layerId: 'c', reading: relative }], { title: 'Two <panes> & more', columns: 2, link: null, view, pageAddress: null })],
  ])('%s is well-formed and keeps to its frame', (_, figure) => {
    wellFormed(figure.svg);
    for (const [, x, y] of figure.svg.matchAll(/<(?:text|rect|image|circle)[^>]* (?:x|cx)="(-?[\d.]+)"[^>]* (?:y|cy)="(-?[\d.]+)"/g)) {
      if (Number(y) === 4) continue; // Within a turned label.
      expect(Number(x)).toBeGreaterThanOrEqual(0);
      expect(Number(x)).toBeLessThanOrEqual(figure.width);
      expect(Number(y)).toBeLessThanOrEqual(figure.height);
    }
  });

  it('puts every point of the curve at its mean on the axis', () => {
    const { svg } = curveFigure(linked, options);
    const points = [...svg.matchAll(/<circle class="point" cx="([\d.]+)" cy="([\d.]+)"[^>]*fill="([^"]+)"/g)];
    const axis = [...svg.matchAll(/<path d="M[\d.]+,([\d.]+)h[\d.]+"[^>]*\/><text[^>]*class="tick"[^>]*>([^<]+)</g)].map(([, y, label]) => [Number(y), Number(label!.replace('−', '-'))] as const);
    const [[y0, v0], [y1, v1]] = [axis[0]!, axis.at(-1)!];
    points.forEach(([, , cy, fill]) => {
      // Both layers of the record say a mean of -1.
      expect(v0 + ((v1 - v0) * (Number(cy) - y0)) / (y1 - y0)).toBeCloseTo(-1, 1);
      expect(fill).toBe(cssColour(reading.table, reading.domain, -1));
    });
    expect(points).toHaveLength(2);
  });

  it('shows foreground against background with the numbers of the export', () => {
    const mask = { width: 3, height: 2, inside: Uint8Array.from([1, 0, 0, 1, 0, 0]) };
    const record: RunRecord = { ...linked, foreground: { mask, knowledgeThresholdNats: 0.2 } };
    const exported = JSON.parse(runToJson(record)) as { layers: { concentrationNats: number | null; knowledgePoints: { inside: number; outside: number } | null }[] };
    const given = exported.layers.filter(({ concentrationNats }) => concentrationNats !== null);
    const figure = curveFigure(record, { ...options, regions: 'concentration' });
    wellFormed(figure.svg);
    expect(textsOf(figure.svg, 'concentration-value')).toEqual(given.map(({ concentrationNats }) => formatValue(concentrationNats!, 'nats', true)));
    const knowledge = curveFigure(record, { ...options, regions: 'knowledge' });
    wellFormed(knowledge.svg);
    expect(textsOf(knowledge.svg, 'knowledge-value')).toEqual(given.map(({ knowledgePoints }) => `${knowledgePoints!.inside} / ${knowledgePoints!.outside}`));
    expect(figure.caption).toContain('Foreground of 2 pixels');
    expect(parseLink(linkInText(figure.caption)!).link.foreground).toEqual({ kind: 'box', box: { x0: 0, y0: 0, x1: 1, y1: 2 } });
  });

  it('writes under each map of the table what stands there on the page', () => {
    expect(textsOf(tableFigure(linked, options).svg, 'mean-value')).toEqual(['−1.00 nats', '−1.00 nats']);
    expect(textsOf(tableFigure(linked, { ...options, reading: relative }).svg, 'mean-value')).toEqual(['+0.14 nats', '+0.14 nats']);
    expect(textsOf(tableFigure(linked, options).svg, 'distortion')).toEqual(['g = 1.497 ± 0.012', 'g = 1.497 ± 0.012']);
  });

  it('gives panes on one scale one bar, and others a bar each', () => {
    const bars = (svg: string) => svg.split('class="legend"').length - 1;
    const board = (second: FigureReading) =>
      boardFigure([{ record: linked, layerId: 'a', reading }, { record: linked, layerId: 'c', reading: second }], { title: 'Board', columns: 3, link: '#v=1&panes=x', view, pageAddress: null });
    expect(bars(board(reading).svg)).toBe(1);
    expect(bars(board(relative).svg)).toBe(2);
    expect(readMetadata(metadataOfSvg(board(reading).svg)!, 'x').link).toBe('#v=1&panes=x');
    expect(board(reading).caption).toMatch(/^\(1\) .*\(2\) .*Made again from: #v=1&panes=x$/s);
  });
});

describe('curves of several runs over each other', () => {
  const curve = (key: string, style: number, means: readonly number[]) => ({
    key, style, label: `Network <${key}>`, record: linked,
    points: means.map((mean, i) => ({ depth: i / (means.length - 1), title: `Layer ${i}`, mean, low: mean - 0.5, high: mean + 0.5, isSettled: true })),
  });
  const figure = overlayFigure([{ reading, curves: [curve('a', 0, [-4, -3, -2]), curve('b', 1, [-3.5, -3.5])] }], { title: 'Two', link: null, view, pageAddress: null });

  it('have a mark for every layer where its depth and its mean are', () => {
    wellFormed(figure.svg);
    const marks = [...figure.svg.matchAll(/<path class="point"[^>]*translate\(([\d.]+),([\d.]+)\)"[^>]*><title>([^<]*)<\/title>/g)].map(([, x, y, title]) => ({ x: Number(x), y: Number(y), title }));
    expect(marks.map(({ title }) => title)).toEqual(['Layer 0: −4.00', 'Layer 1: −3.00', 'Layer 2: −2.00', 'Layer 0: −3.50', 'Layer 1: −3.50']);
    const [first, middle, last, otherFirst, otherLast] = marks as [(typeof marks)[number], ...typeof marks];
    expect([middle!.x - first.x, last!.x - first.x]).toEqual([expect.closeTo((last!.x - first.x) / 2, 1), last!.x - first.x]);
    expect([otherFirst!.x, otherLast!.x]).toEqual([first.x, last!.x]);
    // Equal steps of the mean, and half of one.
    expect(first.y - middle!.y).toBeCloseTo(middle!.y - last!.y, 1);
    expect(first.y - otherFirst!.y).toBeCloseTo((first.y - middle!.y) / 2, 1);
    expect(figure.caption).toMatch(/^Network <a>: .*Network <b>: .*Made again from/s);
  });
});

describe('linkOfRecord', () => {
  it('says how the maps are shown, where a link can', () => {
    expect(parseLink(linkOfRecord(linked, ['a'], { quantity: 'relative', scheme: 'viridis' })).link).toMatchObject({ quantity: 'relative', colours: 'viridis' });
  });
});

describe('a figure of a damaged network', () => {
  it('says the damage in words and in its link', () => {
    const damage = { layerId: 'a', way: 'zeroed', share: 0.25, seed: 3 } as const;
    const { caption } = mapFigure({ ...linked, spec: { ...linked.spec, variant: { kind: 'damaged', ...damage } } }, 'a', options);
    expect(caption).toContain('Of the network damaged: layerId a, way zeroed, share 0.25, seed 3.');
    expect(parseLink(linkInText(caption)!).link.damage).toEqual(damage);
  });
});

describe('links of what a link cannot carry', () => {
  it('name it, so that the page can say so', () => {
    const own: RunRecord = { ...RECORD, model: { ...RECORD.model, link: null, title: 'My net' } };
    const { problems } = parseLink(linkOfRecord(own, ['a']));
    expect(problems).toEqual(
      ['“My net”, a network of somebody’s own', '“ship.png”, a picture dropped in by hand', 'crop is left out'].map((said) => expect.stringContaining(said) as string),
    );
  });
});

describe('wrapped', () => {
  it('breaks a link behind its ampersands only, where they are near enough', () => {
    const link = `#v=1&${Array.from({ length: 12 }, (_, i) => `key${i}=value${i}`).join('&')}`;
    const lines = wrapped(`Made again from: ${link}`, 200, 10);
    expect(lines.slice(1, -1).every((each) => each.endsWith('&'))).toBe(true);
    expect(linkInText(lines.join('\n'))).toBe(link);
  });
});
