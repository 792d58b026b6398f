/** What figures are put together from: maps, colour bar, title, caption, and the document round them. */
import { encode } from 'fast-png';
import type { LayerMap, NetworkPicture } from '../../engine/protocol';
import type { LookupTable } from '../../views/colourScale';
import { paint } from '../../views/colourScale';
import { valueTicks } from '../../views/valueTicks';
import { figureTexts } from '../../ui/textsFigures';
import type { Figure } from './figure';
import type { FigureMetadata } from './metadata';
import { metadataElement } from './metadata';
import type { FigureReading } from './reading';
import { escaped, GREY, INK, LINE, line, tag, wrapped } from './xml';

export const MARGIN = 24;
const FONTS = 'Inter, "Segoe UI", "Helvetica Neue", Arial, sans-serif';
/** Programs that smooth enlarged pictures, whatever they are told, get one that needs no enlarging. */
const LEAST_PIXELS = 256;

/** A drawing and how much room it takes below where it begins. */
export interface Block {
  readonly svg: string;
  readonly height: number;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A map in its colours, every cell a square of them, with no picture below: the colour bar says what each is. */
export function mapImage(map: LayerMap, offset: number, { table, domain }: Pick<FigureReading, 'table' | 'domain'>, box: Box): string {
  const rgba = new Uint8ClampedArray(map.width * map.height * 4);
  paint(rgba, map.values, { table, domain, offset, grain: 0, frame: 0 });
  return image(enlarged(rgba, 4, map.width, map.height), box);
}

export function pictureImage({ width, height, rgb }: NetworkPicture, box: Box): string {
  const bytes = Uint8ClampedArray.from(rgb, (value) => 255 * value);
  return image(enlarged(bytes, 3, width, height), box);
}

interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** RGB, each pixel a block of pixels. */
function enlarged(from: Uint8ClampedArray, channels: 3 | 4, width: number, height: number): Pixels {
  const scale = Math.max(1, Math.ceil(LEAST_PIXELS / Math.max(width, height)));
  const data = new Uint8Array(width * scale * height * scale * 3);
  for (let y = 0, to = 0; y < height * scale; y++) {
    for (let x = 0; x < width * scale; x++, to += 3) {
      const at = (Math.floor(y / scale) * width + Math.floor(x / scale)) * channels;
      data[to] = from[at]!;
      data[to + 1] = from[at + 1]!;
      data[to + 2] = from[at + 2]!;
    }
  }
  return { width: width * scale, height: height * scale, data };
}

function image({ width, height, data }: Pixels, box: Box): string {
  const bytes = encode({ width, height, data, channels: 3, depth: 8 });
  return (
    tag('image', { ...box, href: `data:image/png;base64,${base64(bytes)}`, preserveAspectRatio: 'none', 'image-rendering': 'pixelated' }) +
    tag('rect', { ...box, fill: 'none', stroke: LINE })
  );
}

function base64(bytes: Uint8Array): string {
  let binary = '';
  for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(binary);
}

const BAR_HEIGHT = 10;

/** From left to right: what is measured and its unit, the bar, its ticks, and in words which end is which. */
export function colourBar(reading: FigureReading, { x, y, width }: Pick<Box, 'x' | 'y' | 'width'>): Block {
  const { domain, units, signed, lowWord, highWord, table } = reading;
  const place = (value: number) => x + (width * (value - domain[0])) / (domain[1] - domain[0]);
  const bar = y + 18;
  const ticks = valueTicks(domain, units, Math.max(2, width / 84), signed).map(
    ({ value, label }) => tag('path', { d: `M${place(value).toFixed(2)},${bar + BAR_HEIGHT}v4`, stroke: INK, fill: 'none' }) + line(place(value), bar + BAR_HEIGHT + 16, label, { size: 11, anchor: 'middle', className: 'tick' }),
  );
  const svg = [
    line(x, y + 11, legendTitle(reading), { size: 12, className: 'legend-title' }),
    line(x + width, y + 11, figureTexts.ends(lowWord, highWord), { size: 11, anchor: 'end', fill: GREY }),
    ...gradient(table, { x, y: bar, width, height: BAR_HEIGHT }),
    ...ticks,
  ];
  return { svg: tag('g', { class: 'legend' }, ...svg), height: 18 + BAR_HEIGHT + 20 };
}

export function legendTitle({ name, units }: Pick<FigureReading, 'name' | 'units'>): string {
  return `${name}, ${units === 'raw' ? figureTexts.ownUnits : units}`;
}

const STEPS = 64;

/** In steps, a little over each other so that no seam shows. */
function gradient(table: LookupTable, { x, y, width, height }: Box): readonly string[] {
  const step = width / STEPS;
  return Array.from({ length: STEPS }, (_, i) => {
    const at = Math.round(((i + 0.5) / STEPS) * 255) * 3;
    const isLast = i === STEPS - 1;
    return tag('rect', { x: x + i * step, y, width: step + (isLast ? 0 : 0.6), height, fill: `rgb(${table[at]},${table[at + 1]},${table[at + 2]})` });
  });
}

export function titleBlock(title: string, subtitle: string, width: number): Block {
  const lines = wrapped(subtitle, width - 2 * MARGIN, 12);
  return {
    svg: line(MARGIN, MARGIN + 14, title, { size: 17, weight: 600, className: 'title' }) + lines.map((text, i) => line(MARGIN, MARGIN + 34 + i * 16, text, { fill: GREY })).join(''),
    height: MARGIN + 34 + Math.max(0, lines.length - 1) * 16 + 16,
  };
}

const CAPTION_SIZE = 10.5;
const CAPTION_LEADING = 14.5;

function captionBlock(caption: string, y: number, width: number): Block {
  const lines = wrapped(caption, width - 2 * MARGIN, CAPTION_SIZE);
  const rule = tag('path', { d: `M${MARGIN},${y}H${width - MARGIN}`, stroke: LINE, fill: 'none' });
  const text = lines.map((part, i) => line(MARGIN, y + 18 + i * CAPTION_LEADING, part, { size: CAPTION_SIZE, fill: GREY })).join('');
  return { svg: rule + tag('g', { class: 'caption' }, text), height: 18 + lines.length * CAPTION_LEADING + 6 };
}

export interface FigureContent {
  readonly title: string;
  readonly caption: string;
  readonly metadata: FigureMetadata;
  readonly width: number;
  /** Everything above the caption. */
  readonly body: Block;
}

/** The document: light, with title and caption as its text alternative, and what it can be made from again. */
export function figureDocument({ title, caption, metadata, width, body }: FigureContent): Figure {
  const captions = captionBlock(caption, body.height + 14, width);
  const height = Math.ceil(body.height + 14 + captions.height + MARGIN / 2);
  const svg = tag(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: `0 0 ${width} ${height}`, 'font-family': FONTS, style: 'font-variant-numeric:tabular-nums', role: 'img' },
    tag('title', {}, escaped(title)),
    tag('desc', {}, escaped(caption)),
    metadataElement({ ...metadata, caption }),
    tag('rect', { width, height, fill: '#ffffff' }),
    body.svg,
    captions.svg,
  );
  return { svg: `<?xml version="1.0" encoding="UTF-8"?>\n${svg}\n`, width, height, caption };
}
