/** No prose outside of `src/ui/texts*.ts`: what a second language would not reach. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { proseIn } from './prose';

const src = resolve(import.meta.dirname, '../src');
const FOLDERS = ['app', 'features', 'state', 'ui'];

const files = FOLDERS.flatMap((folder) =>
  readdirSync(join(src, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$|\.d\.ts$/.test(name) && !(folder === 'ui' && /^(texts|formulas)/.test(name)))
    .map((name) => join(folder, name)),
);

const texts = readdirSync(join(src, 'ui')).filter((name) => /^texts.*\.ts$/.test(name));

describe('prose', () => {
  it.each(texts)('is given out by %s in the page’s language', (name) => {
    expect(readFileSync(join(src, 'ui', name), 'utf8')).toContain('inLanguage({ en: english })');
  });

  it.each([
    ['<p>Hello</p>', 'Hello'],
    ['<p>{x ? "run again" : null}</p>', 'run again'],
    ['<p>{`${x} of ${y} maps`}</p>', 'of'],
    ['<button aria-label="close" />', 'close'],
    ['<b title={`held to ${x}`} />', 'held to'],
    ['tell("The file is broken.")', 'The file is broken.'],
    ['{ label: "Inferno" }', 'Inferno'],
  ])('%s has it', (code, text) => {
    expect(proseIn('a.tsx', `const x = ${code};`).map((prose) => prose.text)).toContain(text);
  });

  it.each(['<p>{texts.hello}</p>', '<p className="is large" data-testid="map-1">–</p>', '<p>{x === "run again" ? 1 : 2}</p>', 'x === "ArrowLeft"', '<kbd>Esc</kbd>', 'h("data-run")'])('%s has none', (code) => {
    expect(proseIn('a.tsx', `const x = ${code};`)).toEqual([]);
  });

  it.each(files)('stays out of %s', (file) => {
    expect(proseIn(file, readFileSync(join(src, file), 'utf8'))).toEqual([]);
  });
});
