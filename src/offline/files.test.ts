import { describe, expect, it } from 'vitest';
import { cacheKey, groupOf, pathInScope } from './files';

const SCOPE = 'https://host.example/some/path/';

describe('files kept for offline', () => {
  it.each([
    ['index.html', 'shell'],
    ['assets/worker-1.js', 'shell'],
    ['models/catalogue.json', 'shell'],
    ['models/resnet20/card.json', 'shell'],
    ['models/resnet20/weights-1of1.bin', 'data'],
    ['samples/cat-face.png', 'shell'],
    ['samples/photographs/street.jpg', 'data'],
    ['recorded/run.json', 'data'],
    ['studies/depth.json', 'data'],
  ])('%s belongs to the %s', (path, group) => {
    expect(groupOf({ path })).toBe(group);
  });

  it('lie elsewhere once they have changed', () => {
    const file = { path: 'samples/a b.png', revision: '1', bytes: 3 };
    expect(cacheKey(file, SCOPE)).toBe('https://host.example/some/path/samples/a%20b.png?revision=1');
    expect(cacheKey({ ...file, revision: '2' }, SCOPE)).not.toBe(cacheKey(file, SCOPE));
  });

  it.each([
    [SCOPE, 'index.html'],
    [`${SCOPE}models/x/model.json`, 'models/x/model.json'],
    [`${SCOPE}samples/a%20b.png`, 'samples/a b.png'],
    [`${SCOPE}models/x/model.json?again`, null],
    [`${SCOPE}?lesson=first-and-last`, 'index.html'],
    [`${SCOPE}index.html?lesson=first-and-last`, 'index.html'],
    ['https://host.example/other/', null],
    ['https://elsewhere.example/some/path/index.html', null],
  ])('%s is %s of them', (address, path) => {
    expect(pathInScope(address, SCOPE)).toBe(path);
  });
});
