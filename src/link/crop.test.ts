import { describe, expect, it } from 'vitest';
import { cropOfWindow, windowOfCrop } from '../core/cropWindow';
import { formatCrop, readCrop } from './crop';
import { DEFAULT_LINK, formatLink, parseLink } from './link';

describe('crop in the link', () => {
  it('writes fractions, short where they are', () => {
    expect(formatCrop({ x: 0.25, y: 0, width: 0.5, height: 1 })).toBe('0.25,0,0.5,1');
    expect(formatLink({ ...DEFAULT_LINK, crop: { x: 1 / 3, y: 0.1, width: 0.2, height: 0.25 } })).toBe('#v=1&crop=0.333333,0.1,0.2,0.25');
  });

  it('gives the very pixels back, whatever picture and network', () => {
    for (const [width, height] of [[32, 32], [333, 777], [8191, 6143], [32_767, 1500]] as const) {
      const picture = { width, height };
      for (const shape of [{ width: 32, height: 32 }, { width: 300, height: 200 }, null]) {
        for (let i = 1; i < 40; i++) {
          const side = Math.max(4, Math.floor((Math.min(width, height) * i) / 40));
          const size = shape ? { width: side, height: Math.max(1, Math.round((side * shape.height) / shape.width)) } : { width: side, height: 4 };
          const crop = { x: (i * 7919) % (width - size.width + 1), y: (i * 104_729) % (height - size.height + 1), ...size };
          const { link, problems } = parseLink(formatLink({ ...DEFAULT_LINK, crop: windowOfCrop(crop, picture) }));
          expect(problems).toEqual([]);
          expect(cropOfWindow(link.crop, picture, shape)).toEqual(crop);
        }
      }
    }
  });

  it.each(['', '0,0,1', '0,0,1,1,1', 'a,0,1,1', '0,0,0,1', '0,0,1,0', '-0.1,0,1,1', '0.6,0,0.5,1', '0,0.51,0.5,0.5', '0,0,2,1', '0,0,NaN,1', '0,0,Infinity,1', '0x1,0,1,1'])(
    'names a bad one (%s) and uses the centre',
    (text) => {
      const reading = readCrop(text);
      expect('problem' in reading && reading.problem).toContain(`crop=${text}`);
      expect(parseLink(`#crop=${encodeURIComponent(text)}`).link.crop).toBeNull();
      expect(parseLink(`#crop=${encodeURIComponent(text)}`).problems).toHaveLength(1);
    },
  );

  it('is left out with the picture that a link cannot carry, and says so', () => {
    const { link, problems } = parseLink('#image=dropped:sea.jpg&crop=0,0,0.5,0.5');
    expect(link.crop).toBeNull();
    expect(problems.at(-1)).toMatch(/crop/);
  });
});
