import { describe, expect, it } from 'vitest';
import { nameOfAddress, rawAddress, webAddress } from './webAddress';

describe('rawAddress', () => {
  it.each([
    ['https://github.com/user/repo/blob/main/a%20b/cat.png', 'https://raw.githubusercontent.com/user/repo/main/a%20b/cat.png'],
    ['https://github.com/user/repo/blob/v1.2/cat.png?raw=true#L1', 'https://raw.githubusercontent.com/user/repo/v1.2/cat.png'],
    ['https://www.github.com/user/repo/raw/main/cat.png', 'https://raw.githubusercontent.com/user/repo/main/cat.png'],
    ['https://huggingface.co/user/net/blob/main/cat.jpg', 'https://huggingface.co/user/net/resolve/main/cat.jpg'],
    ['https://huggingface.co/datasets/user/set/blob/main/a/cat.jpg', 'https://huggingface.co/datasets/user/set/resolve/main/a/cat.jpg'],
  ])('takes %s for the file', (page, file) => expect(rawAddress(page)).toBe(file));

  it.each([
    'https://github.com/user/repo',
    'https://github.com/user/repo/issues/blob/1',
    'https://example.org/user/repo/blob/main/cat.png',
    'https://notgithub.com/user/repo/blob/main/cat.png',
    'https://raw.githubusercontent.com/user/repo/main/cat.png',
    'samples/cat.png',
  ])('leaves %s as it is', (address) => expect(rawAddress(address)).toBe(address));
});

describe('names and addresses', () => {
  it('names a file by the end of its path', () => {
    expect(nameOfAddress('https://example.org/a/b%20c.png?x=1')).toBe('b c.png');
    expect(nameOfAddress('https://example.org/%E0%A4%A.png')).toBe('%E0%A4%A.png');
    expect(nameOfAddress('samples/cat.png')).toBe('cat.png');
  });

  it('takes http and https and what is relative to the page, nothing else', () => {
    const base = 'https://page.invalid/x/';
    expect(webAddress(' http://example.org/a.png ', base)).toBe('http://example.org/a.png');
    expect(webAddress('samples/a.png', base)).toBe('https://page.invalid/x/samples/a.png');
    for (const text of ['', '  ', 'javascript:alert(1)', 'file:///a.png', 'data:image/png;base64,AA', 'http://']) expect(webAddress(text, base), text).toBeNull();
  });
});
