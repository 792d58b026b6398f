/** A figure's caption: what is seen, the spec in full, and the link that makes it again. */
import { countInside } from '../../core/mask';
import { attributionMethod, noiseInIntensity } from '../../core/spec';
import { written } from '../../core/writtenNumber';
import type { LayerRecord, RunRecord } from '../../records/runRecord';
import { figureTexts as texts } from '../../ui/textsFigures';
import { metricTexts } from '../../ui/textsMetrics';
import { backendText } from '../../ui/textsRecords';
import { formatDistortion, formatValue } from '../../views/valueTicks';
import { linkOfRecord } from './figureLink';
import type { FigureReading } from './reading';

export interface CaptionOptions {
  /** In the order of the network. */
  readonly layers: readonly LayerRecord[];
  readonly reading: Pick<FigureReading, 'name' | 'symbol' | 'units' | 'signed' | 'isRelative'>;
  /** Address of the page without its hash; null where it is of no use to others. */
  readonly pageAddress: string | null;
  /** As in FigureMetadata. */
  readonly view: Readonly<Record<string, unknown>>;
  /** Absent: true. False where one link is for several of them. */
  readonly hasLink?: boolean;
}

export function captionOf(record: RunRecord, { layers, reading, pageAddress, view, hasLink = true }: CaptionOptions): string {
  const { model, picture, spec } = record;
  const [only, second] = layers;
  const of = only && !second ? texts.mapTitle(only.info.title, model.title) : texts.mapTitle(texts.ofLayers(layers.length), model.title);
  const unit = reading.units === 'raw' ? texts.ownUnits : reading.units;
  return [
    texts.captionSubject(metricTexts(spec.metric).title, `${reading.name} (${unit})`, of, picture.name),
    specSentence(record),
    ...(spec.variant === null ? [] : [texts.variant(spec.variant.kind, Object.entries(spec.variant).flatMap(([key, value]) => (key === 'kind' ? [] : [`${key} ${value}`])).join(', '))]),
    ...(only && !second ? layerSentence(only, reading) : []),
    ...(record.foreground ? [texts.foreground(countInside(record.foreground.mask), written(record.foreground.knowledgeThresholdNats))] : []),
    identitySentence(record),
    texts.computed(backendText(record.backend), record.appVersion, `${record.createdAt.slice(0, 10)} ${record.createdAt.slice(11, 16)} UTC`),
    // Last, so that whatever was copied behind it can be told from it.
    ...(hasLink ? [`${texts.again}: ${pageAddress ?? ''}${linkOfRecord(record, layers.map(({ info }) => info.id), view)}`] : []),
  ].join(' ');
}

function specSentence({ model, spec }: RunRecord): string {
  const { width, height } = model.input;
  const [columns, rows] = spec.grid === 'full' ? [width, height] : [spec.grid, spec.grid];
  if (attributionMethod(spec.metric) !== null) return texts.captionAttribution([texts.target(spec.target), texts.seed(spec.seed)]);
  return texts.captionSpec([
    texts.c(spec.budget),
    texts.tau(noiseInIntensity(spec.noise, model.input.std)),
    texts.cells(columns, rows),
    texts.solver(spec.solver),
    texts.seed(spec.seed),
  ]);
}

function layerSentence({ progress }: LayerRecord, { symbol, units, signed, isRelative }: CaptionOptions['reading']): readonly string[] {
  const unit = units === 'raw' ? '' : ` ${units}`;
  const mean = isRelative ? progress.gain : progress.meanValue;
  const parts = [
    ...(mean === null ? [] : [texts.meanValue(symbol, `${formatValue(mean, units, signed)}${unit}`)]),
    ...(progress.gain === null || isRelative ? [] : [texts.gain(`${formatValue(progress.gain, units, true)}${unit}`)]),
    ...(progress.distortion === null ? [] : [texts.distortion(formatDistortion(progress.distortion, progress.distortionCi95))]),
    texts.passes(progress.passes),
  ];
  return [texts.layerNumbers(parts)];
}

const HASH_SHOWN = 12;

function identitySentence({ model, picture }: RunRecord): string {
  const { x, y, width, height } = picture.crop;
  const hash = (sha256: string) => (sha256 === '' ? texts.unknownHash : sha256.slice(0, HASH_SHOWN));
  return texts.identity(hash(model.sha256), hash(picture.sha256), texts.crop(x, y, width, height, `${picture.width} × ${picture.height}`));
}
