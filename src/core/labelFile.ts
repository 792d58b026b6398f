/** Class names from a file of the viewer's: a line each, or JSON. */

const LABELS_MOST = 100_000;

/**
 * Text: one class a line, in the order of the scores; a number before the name, as in "12: cat" or "12 cat", is its index. JSON: a
 * list of names, or an object from index to name (or to a list whose last entry is the name, as Keras has it).
 * @throws Error naming the file, what is wrong and the remedy
 */
export function readLabels(text: string, fileName: string): string[] {
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  if (trimmed === '') throw new Error(`“${fileName}” is empty. Write one class name a line, in the order of the network’s scores.`);
  const labels = /^[[{]/.test(trimmed) ? fromJson(trimmed, fileName) : fromLines(trimmed);
  if (labels.length > LABELS_MOST) throw new Error(`“${fileName}” has ${labels.length} lines; class names are at most ${LABELS_MOST}. Choose the file of class names.`);
  return labels;
}

function fromLines(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const numbered = lines.map((line) => /^(\d+)\s*[:,;\s]\s*(\S.*)$/.exec(line));
  const isNumbered = numbered.every((match) => match !== null) && new Set(numbered.map((match) => match![1])).size === lines.length;
  return isNumbered ? byIndex(numbered.map((match) => [Number(match![1]), match![2]!] as const)) : lines;
}

function fromJson(text: string, fileName: string): string[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`“${fileName}” looks like JSON but cannot be read (${error instanceof Error ? error.message : String(error)}). Mend it, or write one class name a line.`, { cause: error });
  }
  if (Array.isArray(json)) return json.map((entry, index) => nameOf(entry, index, fileName));
  const entries = Object.entries(json as object).map(([key, entry]) => [Number(key), entry as unknown] as const);
  if (entries.some(([index]) => !Number.isInteger(index) || index < 0)) {
    throw new Error(`“${fileName}” is JSON, but neither a list of class names nor an object from index to name. Write one of them, or one name a line.`);
  }
  return byIndex(entries.map(([index, entry]) => [index, nameOf(entry, index, fileName)] as const));
}

function nameOf(entry: unknown, index: number, fileName: string): string {
  const name: unknown = Array.isArray(entry) ? entry.at(-1) : entry;
  if (typeof name === 'string') return name;
  throw new Error(`“${fileName}”: the entry at ${index} is no class name but ${JSON.stringify(entry)}. Write a text there.`);
}

function byIndex(entries: readonly (readonly [number, string])[]): string[] {
  const labels: string[] = [];
  for (const [index, name] of entries) labels[index] = name;
  return Array.from(labels, (name, index) => name ?? `class ${index}`);
}
