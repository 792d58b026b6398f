/** Kernels and recordings of ours on WebGPU, against JavaScript; on the software adapter. */
import { expect, test } from '@playwright/test';
import type * as Cases from '../src/testing/webgpuCases';
import { openBlankPage } from './support/sources';

type Call = { readonly [Name in keyof typeof Cases]: readonly [Name, ...Parameters<(typeof Cases)[Name]>] }[keyof typeof Cases];

test('noise, rectifiers and recordings give on WebGPU what they give elsewhere', async ({ page }) => {
  await openBlankPage(page);
  const call = (...[name, ...words]: Call): Promise<unknown> =>
    // The development server's address, which the compiler cannot follow.
    page.evaluate(async ([name, words]) => (await import(/* @vite-ignore */ `/src/testing/${'webgpuCases'}.ts`))[name](...words), [name, words] as const);
  expect(await call('start')).toBe('webgpu');

  for (const [samples, size] of [[3, 3072], [5, 27], [1, 1], [2, 300_001]] as const) {
    // Past a multiple of 256.
    const { normal, signs, orthogonalSigns } = (await call('noiseDifferences', 7, 0x400000fe, samples, size)) as Awaited<ReturnType<typeof Cases.noiseDifferences>>;
    // A GPU's sine may be off by 2^-11, its logarithm by 2^-21, whose root is what a small radius is.
    expect(normal, `${samples} x ${size}`).toBeLessThan(0.004);
    expect({ signs, orthogonalSigns }, `${samples} x ${size}`).toEqual({ signs: 0, orthogonalSigns: 0 });
  }

  const around = [-1, 0, 1e-20, 0.5, 5.9, 6, 7];
  expect(await call('rectifierGradients', 'relu', around)).toEqual([0, 0, 3, 4, 5, 6, 7]);
  expect(await call('rectifierGradients', 'relu6', around)).toEqual([0, 0, 3, 4, 5, 0, 0]);

  const ns = [1, 2, 3, 4, 5];
  expect(await call('recorded', 'plain')).toEqual({ read: ns.map((n) => [n ** 2 - 1.5 * n, 4 * n ** 2 - 1.5 * n]), kept: ns.map((n) => [n + 1, 2 * n + 1]), computed: 2, left: 0 });
  expect(await call('recorded', 'fickle')).toEqual({ read: ns.map((n) => [n * n, 2 * n * n]), kept: [], computed: 5, left: 0 });
  expect(await call('recorded', 'constant')).toEqual({ read: ns.map(() => [7, 8]), kept: [], computed: 6, left: 0 });
  expect(await call('recorded', 'throwing')).toMatchObject({ read: ns.map((n) => [(n + 1) ** 2, (2 * n + 1) ** 2]), computed: 6, left: 0 });
});
