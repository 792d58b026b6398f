import { describe, expect, it } from 'vitest';
import type { PixelMask } from '../core/mask';
import { invertMask } from '../core/mask';
import { boxMask, strokeMask } from '../core/maskShapes';
import { fillNormal } from '../core/random';
import { FOREGROUND_TEXT_MOST, formatForeground, linkForegroundOf, readForeground } from './foreground';
import { formatLink, parseLink, DEFAULT_LINK } from './link';

function scattered(width: number, height: number, seed: number): PixelMask {
  const values = new Float32Array(width * height);
  fillNormal(values, seed, 0);
  return { width, height, inside: Uint8Array.from(values, (value) => (value > 0 ? 1 : 0)) };
}

function roundTrip(mask: PixelMask): unknown {
  const foreground = linkForegroundOf(mask)!;
  const { link, problems } = parseLink(formatLink({ ...DEFAULT_LINK, foreground }));
  expect(problems).toEqual([]);
  return link.foreground;
}

describe('foreground in the link', () => {
  it('writes a box as its corners, readable', () => {
    const box = { x0: 8, y0: 4, x1: 24, y1: 30 };
    const mask = boxMask({ width: 32, height: 32 }, box);
    expect(formatLink({ ...DEFAULT_LINK, foreground: linkForegroundOf(mask) })).toBe('#v=1&foreground=box:8,4,24,30');
    expect(roundTrip(mask)).toEqual({ kind: 'box', box });
  });

  it('writes runs where there are few', () => {
    const mask: PixelMask = { width: 40, height: 5, inside: new Uint8Array(200).fill(1, 45, 60).fill(1, 90, 101) };
    expect(formatForeground({ kind: 'painted', mask })).toBe('rle:40x5:19.f.u.b.2r');
    expect(formatForeground({ kind: 'painted', mask: invertMask(mask) })).toBe('rle:40x5:0.19.f.u.b.2r');
  });

  it('writes bits where runs would be longer, in an alphabet that needs no escapes', () => {
    const text = formatForeground({ kind: 'painted', mask: scattered(32, 32, 1) });
    expect(text).toMatch(/^bits:32x32:[\w-]+$/);
    // 128 bytes in base64.
    expect(text.length).toBe('bits:32x32:'.length + 171);
    // Bits as the format says: the first pixel highest, base64url's last two letters used.
    const mask: PixelMask = { width: 12, height: 2, inside: Uint8Array.from('101010101011111110111111', Number) };
    expect(Buffer.from(formatForeground({ kind: 'painted', mask }).split(':')[2]!, 'base64url')).toEqual(Buffer.from([0b10101010, 0b10111111, 0b10111111]));
  });

  it('survives the round trip, whatever the mask and its size', () => {
    const sizes = [[32, 32], [7, 3], [1, 9], [13, 1], [64, 48]] as const;
    for (const [i, [width, height]] of sizes.entries()) {
      const mask = scattered(width, height, i + 10);
      expect(roundTrip(mask), `${width} x ${height}`).toEqual({ kind: 'painted', mask });
    }
    const brush = strokeMask({ width: 224, height: 224 }, [{ x: 30, y: 40 }, { x: 180, y: 90 }, { x: 100, y: 200 }], 30);
    expect(roundTrip(brush)).toEqual({ kind: 'painted', mask: brush });
  });

  it('stays out of the link where it would be too long', () => {
    expect(linkForegroundOf(scattered(224, 224, 3))).toBeNull();
    const largest = linkForegroundOf(scattered(94, 94, 4))!;
    expect(formatForeground(largest).length).toBeLessThanOrEqual(FOREGROUND_TEXT_MOST);
  });

  it('says what is wrong with it, without repeating a thousand characters', () => {
    const problem = (text: string) => {
      const reading = readForeground(text);
      return 'problem' in reading ? reading.problem : '';
    };
    expect(problem('box:5,5,5,9')).toMatch(/x1 must be above x0/);
    expect(problem('rle:4x4:3.4')).toMatch(/runs do not fill 4 × 4/);
    expect(problem('rle:4x4:3.4.9.1')).toMatch(/cut off/);
    expect(problem('rle:2x2:4')).toMatch(/no pixel inside/);
    expect(problem('bits:8x1:_w')).toMatch(/no background/);
    expect(problem('bits:9999x1:AAAA')).toMatch(/4096/);
    expect(problem(`bits:32x32:${'A'.repeat(1400)}`).length).toBeLessThan(300);
    for (const text of ['box:5,5,5,9', 'rle:2x2:4', 'nonsense']) expect(problem(text)).toContain(`foreground=${text}`);
  });
});

describe('a link whose picture is another', () => {
  it('keeps no foreground: it was drawn on that picture', () => {
    const { link, problems } = parseLink('#image=dropped:sea.jpg&foreground=box:1,1,4,4');
    expect(link.foreground).toBeNull();
    expect(problems).toHaveLength(2);
    expect(problems[1]).toMatch(/foreground.*sea|foreground.*picture/);
  });
});
