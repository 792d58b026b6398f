import { expect, it } from 'vitest';
import { isOlder } from './checkNode.mjs';

it.each([
  ['20.19.0', '20.19', false],
  ['20.18.9', '20.19', true],
  ['9.11.2', '20.19', true],
  ['22.0.0', '20.19', false],
  ['20.19.1', '20.19.2', true],
])('node %s against %s', (version, needed, expected) => {
  expect(isOlder(version, needed)).toBe(expected);
});
