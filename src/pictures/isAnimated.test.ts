import { describe, expect, it } from 'vitest';
import { ANIMATIONS } from '../../e2e/support/animations';
import { displayP3Profile, pngOf, profileChunk } from '../testing/pngFiles';
import { isAnimated } from './isAnimated';
import { pictureNotes } from './pictureNotes';
import { isTruncated } from './isTruncated';

const bytesOf = (name: keyof typeof ANIMATIONS) => new Uint8Array(Buffer.from(ANIMATIONS[name], 'base64'));

describe('animated pictures', () => {
  it.each(['gif', 'png', 'webp', 'avif'] as const)('are told from still ones: %s', async (format) => {
    expect(isAnimated(bytesOf(format), format)).toBe(true);
    expect(isAnimated(bytesOf(`${format}-still`), format)).toBe(false);
    expect(await pictureNotes(bytesOf(format), format, null)).toEqual(['Animated: its first frame is used.']);
    expect(await pictureNotes(bytesOf(`${format}-still`), format, null)).toEqual([]);
  });

  it('count as whole only with their first frame', () => {
    const gif = bytesOf('gif');
    expect(isTruncated(gif, 'gif')).toBe(false);
    expect(isTruncated(gif.subarray(0, 60), 'gif')).toBe(true);
  });
});

describe('pictureNotes', () => {
  const values = [1, 2, 3];
  const p3 = profileChunk(displayP3Profile());

  it('names the colours, and who converts them', async () => {
    expect(await pictureNotes(pngOf(1, 1, 8, 3, values, [p3]), 'png', null)).toEqual([
      'Colours of Display P3, brought to sRGB by the browser; what sRGB cannot show is clipped.',
    ]);
  });

  it('says how many bits are read', async () => {
    const pixels = { width: 1, height: 1, rgb: new Uint16Array(3) };
    const file = pngOf(1, 1, 16, 3, values);
    expect(await pictureNotes(file, 'png', { pixels, converted: null })).toEqual(['16 bits a channel, read in full.']);
    expect(await pictureNotes(file, 'png', null)).toEqual(['16 bits a channel, of which the browser hands out 8.']);
  });
});
