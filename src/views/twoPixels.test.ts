import { describe, expect, it } from 'vitest';
import type { TwoPixelsState } from './twoPixels';
import { noiseAt, twoPixelFigures } from './twoPixels';

const state: TwoPixelsState = { sensitivities: [4, 1], budget: 1.5, tau: 0.0025, angle: 1.1 };

describe('the two-pixel figure', () => {
  it('keeps the viewer’s point on the ellipse, wherever it is dragged', () => {
    for (const angle of [0.03, 0.4, 1.1, 1.5]) expect(twoPixelFigures({ ...state, angle }).yours.distortion).toBeCloseTo(1.5, 12);
  });

  it('has no point above the best, and none but the diagonal’s without gain or loss', () => {
    const { optimum, uniform } = twoPixelFigures(state);
    expect(uniform.gainNats).toBeCloseTo(0, 12);
    for (let angle = 0.01; angle < 1.56; angle += 0.01) {
      expect(twoPixelFigures({ ...state, angle }).yours.gainNats).toBeLessThanOrEqual(optimum.gainNats + 1e-12);
    }
    // Both pixels use up the same part of the budget at 45 degrees of the circle that the ellipse is made of.
    expect(noiseAt(state, Math.PI / 4)[0]).toBeCloseTo(optimum.noise[0], 12);
    expect(noiseAt(state, Math.PI / 4)[1]).toBeCloseTo(optimum.noise[1], 12);
  });
});
