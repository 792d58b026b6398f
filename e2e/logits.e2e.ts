import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import type { NetworkPicture } from '../src/engine/protocol';
import { openBlankPage } from './support/sources';

interface LogitsFixture {
  /** storedLogits: with the weights as they are stored, where that is as half floats. */
  readonly pictures: readonly { readonly rgbBase64: string; readonly logits: readonly number[]; readonly storedLogits?: readonly number[] }[];
}

const SIDE = 32;

/** The backends that Node does not have; there, unit tests do the same on the CPU and WASM backends. */
for (const backend of ['webgpu', 'webgl'] as const) {
  for (const id of ['resnet20', 'vgg11-half']) {
    test(`${id} gives the logits of PyTorch to 1e-3 on ${backend}`, { tag: id === 'resnet20' && backend === 'webgl' ? [] : ['@slow'] }, async ({ page }) => {
      const fixture = JSON.parse(readFileSync(`src/testing/fixtures/logits-${id}.json`, 'utf8')) as LogitsFixture;
      await openBlankPage(page);
      const { name, logits } = await page.evaluate(
        async ({ backend, id, side, pictures }) => {
          // The development server's addresses, which the compiler cannot follow.
          const load = (path: string) => import(/* @vite-ignore */ `/src/${path}.ts`);
          const at = (path: string) => new URL(path, location.origin).href;
          const { startBackend } = (await load('engine/backend')) as typeof import('../src/engine/backend');
          const { readModelFromAddress } = (await load('models/modelFiles')) as typeof import('../src/models/modelFiles');
          const { loadNetwork } = (await load('models/loadNetwork')) as typeof import('../src/models/loadNetwork');
          const { logitsOf } = (await load('engine/predict')) as typeof import('../src/engine/predict');
          const started = await startBackend(backend);
          const card = await (await fetch(at(`models/${id}/card.json`))).json();
          const { network } = await loadNetwork(await readModelFromAddress(at(`models/${id}/model.json`), id), card);
          const logits: number[][] = [];
          for (const base64 of pictures) {
            const rgb = Float32Array.from(atob(base64), (byte) => byte.charCodeAt(0) / 255);
            const picture: NetworkPicture = { width: side, height: side, rgb };
            logits.push(await logitsOf(network, picture));
          }
          return { name: started.name, logits };
        },
        { backend, id, side: SIDE, pictures: fixture.pictures.map((picture) => picture.rgbBase64) },
      );
      expect(name).toBe(backend);
      expect(logits.length).toBeGreaterThanOrEqual(8);
      logits.forEach((row, index) => {
        const { logits: full, storedLogits } = fixture.pictures[index]!;
        row.forEach((logit, k) => expect(Math.abs(logit - (storedLogits ?? full)[k]!)).toBeLessThan(1e-3));
      });
    });
  }
}
