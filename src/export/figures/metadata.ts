/** What a figure carries beside what is seen of it: enough to lay its settings on the table again. */
import type { Field } from '../../records/fields';
import { at, listOf, numberOf, optional, parseFields, RecordError, textOf } from '../../records/fields';
import type { FigureKind } from './figure';
import { escaped, tag, unescaped } from './xml';

export interface FigureMetadata {
  readonly kind: FigureKind;
  /** The page's hash, `#v=1&...`, with all that was computed. */
  readonly link: string;
  /** How it was shown: see state/viewOfSession. */
  readonly view: Readonly<Record<string, unknown>>;
  /** SHA-256 of what a link may not carry, to find it by where it is kept. */
  readonly networkSha256: string;
  readonly pictureSha256: string;
  readonly layerIds: readonly string[];
  readonly caption: string;
}

const FORMAT = 'pixelsieve.figure';
const FORMAT_VERSION = 1;
/** Of the PNG's text chunk, and of the SVG's element. */
export const METADATA_KEYWORD = 'pixelsieve';

export function metadataText(metadata: FigureMetadata): string {
  return JSON.stringify({ format: FORMAT, formatVersion: FORMAT_VERSION, ...metadata });
}

export function metadataElement(metadata: FigureMetadata): string {
  return tag('metadata', { id: METADATA_KEYWORD }, escaped(metadataText(metadata)));
}

/** The text of an SVG's metadata element; null where it has none of ours. */
export function metadataOfSvg(svg: string): string | null {
  const found = /<metadata\b[^>]*\bid="pixelsieve"[^>]*>([\s\S]*?)<\/metadata>/.exec(svg);
  return found ? unescaped(found[1]!) : null;
}

/**
 * @param fileName as messages call it
 * @throws RecordError where it is not what a figure of this page carries
 */
export function readMetadata(text: string, fileName: string): FigureMetadata {
  const root = parseFields(text, fileName);
  const version = numberOf(at(root, 'formatVersion'), { least: 1, isWhole: true });
  if (version > FORMAT_VERSION) throw new RecordError(`“${fileName}” was made by a newer version of this page (figure format ${version}). Reload the page for the newest, and drop it again.`);
  return {
    kind: textOf(at(root, 'kind')) as FigureKind,
    link: textOf(at(root, 'link')),
    view: plainOf(at(root, 'view')),
    networkSha256: optional(at(root, 'networkSha256'), textOf) ?? '',
    pictureSha256: optional(at(root, 'pictureSha256'), textOf) ?? '',
    layerIds: (optional(at(root, 'layerIds'), listOf) ?? []).map(textOf),
    caption: optional(at(root, 'caption'), textOf) ?? '',
  };
}

function plainOf({ value }: Field): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
