import { describe, expect, it } from 'vitest';
import { readLabels } from './labelFile';

describe('readLabels', () => {
  it.each([
    ['lines', 'cat\ndog\r\n great white shark \n', ['cat', 'dog', 'great white shark']],
    ['numbered lines, in any order', '2: c\n0: a\n1: b', ['a', 'b', 'c']],
    ['lines that begin with the same number', '7 up\n7 down', ['7 up', '7 down']],
    ['a JSON list', '["a", "b"]', ['a', 'b']],
    ['a JSON object from index to name', '{"1": "b", "0": "a", "3": "d"}', ['a', 'b', 'class 2', 'd']],
    ['Keras’s class index', '{"0": ["n01440764", "tench"], "1": ["n01443537", "goldfish"]}', ['tench', 'goldfish']],
  ])('reads %s', (_, text, labels) => expect(readLabels(text, 'l.txt')).toEqual(labels));

  it.each([
    ['', /“l\.txt” is empty/],
    ['[1, 2]', /entry at 0 is no class name but 1/],
    ['{"cat": 1}', /neither a list/],
    ['["a", ', /cannot be read/],
  ])('refuses %j by name', (text, message) => expect(() => readLabels(text, 'l.txt')).toThrow(message));
});
