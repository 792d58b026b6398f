/**
 * Separable resampling with a triangle filter that widens with the reduction: it averages every source pixel when
 * reducing (no aliasing, which a network takes for texture), interpolates when enlarging, and is the identity at
 * scale 1. It is what image networks are usually trained with (bilinear with antialiasing). Values are averaged as
 * stored, gamma-encoded, for the same reason. Own arithmetic, so that every browser gives the same picture.
 */

export interface FilterTaps {
  /** First source index of each target. */
  readonly starts: Int32Array;
  /** `width` weights for each target, summing to 1; zero where a target needs fewer. */
  readonly weights: Float32Array;
  readonly width: number;
}

/** Weights of the source samples (0 to sourceLength - 1) that make up each of `targetLength` samples. */
export function triangleTaps(sourceLength: number, targetLength: number): FilterTaps {
  const scale = sourceLength / targetLength;
  const radius = Math.max(1, scale);
  const width = Math.ceil(2 * radius) + 1;
  const starts = new Int32Array(targetLength);
  const weights = new Float32Array(targetLength * width);
  for (let target = 0; target < targetLength; target++) {
    const centre = (target + 0.5) * scale - 0.5;
    const first = Math.max(0, Math.ceil(centre - radius));
    const last = Math.min(sourceLength - 1, Math.floor(centre + radius));
    starts[target] = first;
    let sum = 0;
    for (let source = first; source <= last; source++) sum += 1 - Math.abs(source - centre) / radius;
    for (let source = first; source <= last; source++) {
      weights[target * width + source - first] = (1 - Math.abs(source - centre) / radius) / sum;
    }
  }
  return { starts, weights, width };
}

/** How source values are stored: so many a pixel, of which the first three are taken, and which of them is 1. */
export interface SampleForm {
  readonly channels: 3 | 4;
  readonly most: number;
}

export const RGBA_BYTES: SampleForm = { channels: 4, most: 255 };
export const RGB_16_BITS: SampleForm = { channels: 3, most: 65535 };

type Samples = Uint8ClampedArray | Uint16Array;

export interface Resampler {
  /** Takes the next source rows: `rows` x source width x the form's channels, from the top. */
  addRows(samples: Samples, rows: number): void;
  /** Target height x target width x RGB, 0..1; call once all source rows are in. */
  finish(): Float32Array<ArrayBuffer>;
}

/** Takes the source in bands, so that a large picture can be worked through without blocking. Alpha is ignored. */
export function createResampler(
  source: { readonly width: number; readonly height: number },
  target: { readonly width: number; readonly height: number },
  { channels, most }: SampleForm = RGBA_BYTES,
): Resampler {
  const across = triangleTaps(source.width, target.width);
  const down = triangleTaps(source.height, target.height);
  const rowValues = target.width * 3;
  const sums = new Float64Array(target.height * rowValues);
  const narrow = new Float32Array(rowValues);
  let row = 0;
  /** The first target row that source rows still to come can reach: starts never decrease. */
  let firstOpen = 0;

  function addRow(samples: Samples, offset: number) {
    resampleRow(samples, offset, channels, across, narrow);
    while (firstOpen < target.height && down.starts[firstOpen]! + down.width <= row) firstOpen++;
    for (let y = firstOpen; y < target.height && down.starts[y]! <= row; y++) {
      const weight = down.weights[y * down.width + row - down.starts[y]!] ?? 0;
      if (weight === 0) continue;
      const base = y * rowValues;
      for (let i = 0; i < rowValues; i++) sums[base + i]! += weight * narrow[i]!;
    }
    row++;
  }

  return {
    addRows(samples, rows) {
      for (let y = 0; y < rows; y++) addRow(samples, y * source.width * channels);
    },
    finish() {
      return Float32Array.from(sums, (value) => value / most);
    },
  };
}

/** One row of samples to target-width RGB values on the samples' own scale. */
function resampleRow(samples: Samples, offset: number, channels: number, taps: FilterTaps, out: Float32Array): void {
  const { starts, weights, width } = taps;
  for (let x = 0; x < starts.length; x++) {
    let red = 0;
    let green = 0;
    let blue = 0;
    let position = offset + starts[x]! * channels;
    for (let tap = x * width; tap < (x + 1) * width; tap++, position += channels) {
      const weight = weights[tap]!;
      if (weight === 0) continue;
      red += weight * samples[position]!;
      green += weight * samples[position + 1]!;
      blue += weight * samples[position + 2]!;
    }
    out[3 * x] = red;
    out[3 * x + 1] = green;
    out[3 * x + 2] = blue;
  }
}
