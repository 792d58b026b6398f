import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Domain } from './colourScale';
import { createEasedDomain } from './easedDomain';

let shown: (Domain | null)[] = [];

beforeEach(() => {
  shown = [];
  vi.useFakeTimers();
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const start = () => createEasedDomain((domain) => shown.push(domain));

it('takes the first scale at once and glides to the next, twenty steps a second at most', () => {
  const eased = start();
  eased.setTarget([0, 1]);
  expect(shown).toEqual([[0, 1]]);
  eased.setTarget([0, 2]);
  vi.advanceTimersByTime(500);
  expect(shown.length).toBeLessThanOrEqual(12);
  const ends = shown.map((domain) => domain![1]);
  expect(ends).toEqual([...ends].sort((a, b) => a - b));
  vi.advanceTimersByTime(1000);
  expect(shown.at(-1)).toEqual([0, 2]);
  const { length } = shown;
  vi.advanceTimersByTime(10_000);
  expect(shown).toHaveLength(length);
});

it('waits with what is hardly worth moving until it is calm, and then takes the newest', () => {
  const eased = start();
  eased.setTarget([0, 1]);
  for (let i = 1; i <= 20; i++) {
    eased.setTarget([0, 1 + 0.0005 * i]);
    vi.advanceTimersByTime(240);
  }
  expect(shown).toHaveLength(1);
  vi.advanceTimersByTime(3000);
  expect(shown.at(-1)).toEqual([0, 1.01]);
});

it('moves however little there is to move when no more maps are on their way', () => {
  const eased = start();
  eased.setTarget([0, 1]);
  eased.setTarget([0, 1.005], true);
  vi.advanceTimersByTime(500);
  expect(shown.at(-1)).toEqual([0, 1.005]);
});

it('forgets a scale at once, and what was waited for with it', () => {
  const eased = start();
  eased.setTarget([0, 1]);
  eased.setTarget([0, 1.005]);
  eased.setTarget(null);
  expect(shown.at(-1)).toBeNull();
  vi.advanceTimersByTime(3000);
  expect(shown.at(-1)).toBeNull();
  eased.setTarget([3, 4]);
  expect(shown.at(-1)).toEqual([3, 4]);
});
