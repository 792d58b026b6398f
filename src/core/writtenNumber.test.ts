import { describe, expect, it } from 'vitest';
import { inLanguage, languageOf } from './language';
import { fixed, inGroups, signsOf, written } from './writtenNumber';

describe('numbers in a language', () => {
  it('have its decimal sign', () => {
    expect(fixed(-1.005, 1)).toBe('-1.0');
    expect(fixed(1.5, 3, signsOf('de'))).toBe('1,500');
    expect(written(0.25, signsOf('fr'))).toBe('0,25');
    expect(written(1.5)).toBe('1.5');
  });

  it('are parted into groups of three', () => {
    expect([999, 1000, 50_000, 1_234_567].map(inGroups)).toEqual(['999', '1\u202f000', '50\u202f000', '1\u202f234\u202f567']);
  });
});

describe('the language of the page', () => {
  it('is ours where the tag asks for one of ours, and English otherwise', () => {
    expect(['en', 'en-GB', 'EN-us', 'tlh', ''].map(languageOf)).toEqual(['en', 'en', 'en', 'en', 'en']);
    expect(inLanguage({ en: 'hello' })).toBe('hello');
  });
});
