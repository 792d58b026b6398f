/** A lesson's text: `{name}` is a measured number, `[[gain]]` or `[[gain|how selective]]` a quantity, `*word*` is stressed. */
import { QUANTITY_NAMES } from '../core/quantityNames';
import type { Place } from './fields';
import { fail } from './fields';
import type { Paragraph, Piece } from './lesson';

/** Numbers that every page has. */
export const BUILT_IN_VALUES = ['network', 'picture', 'prediction', 'budget', 'layers'] as const;

const PIECES = /\{([^{}]*)\}|\[\[([^\][|]*)(?:\|([^\][]*))?\]\]|\*([^*]+)\*/g;

/** @throws LessonError where a brace or a quantity names nothing that there is. */
export function readParagraph(text: string, place: Place, measures: ReadonlySet<string>): Paragraph {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(PIECES)) {
    if (match.index > from) pieces.push({ kind: 'words', text: text.slice(from, match.index) });
    pieces.push(pieceOf(match, place, measures));
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ kind: 'words', text: text.slice(from) });
  return pieces;
}

function pieceOf([, measure, quantity, words, stressed]: RegExpMatchArray, place: Place, measures: ReadonlySet<string>): Piece {
  if (stressed !== undefined) return { kind: 'emphasis', text: stressed };
  if (quantity !== undefined) {
    const name = QUANTITY_NAMES.find((candidate) => candidate === quantity);
    if (!name) fail(place, `[[${quantity}]] is no quantity. There are ${QUANTITY_NAMES.join(', ')}.`);
    return { kind: 'quantity', name, text: words ?? name };
  }
  const name = measure ?? '';
  if (!measures.has(name) && !BUILT_IN_VALUES.some((builtIn) => builtIn === name)) {
    const there = [...measures, ...BUILT_IN_VALUES].join(', ');
    fail(place, `{${name}} is measured neither on this page nor on an earlier one. There are ${there}.`);
  }
  return { kind: 'value', measure: name };
}
