/** ONNX networks on the backends that Node does not have; there, unit tests do the same for every network on the WASM backend. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { openBlankPage } from './support/sources';

const FIXTURES = 'src/testing/fixtures/onnx';

interface Stored { readonly shape: number[]; readonly base64: string }
interface Architecture {
  readonly name: string;
  readonly side: number;
  readonly output: Stored;
  readonly gradient: Stored;
  readonly gradientStep: number;
}

const { networks } = JSON.parse(readFileSync(`${FIXTURES}/architectures.json`, 'utf8')) as { networks: Architecture[] };
const numbersOf = ({ base64 }: Stored) => {
  const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
  return [...new Float32Array(bytes.buffer)];
};

/** One a backend in every run of the tests. */
const QUICK = ['webgpu shufflenet_v2', 'webgl resnet18'];

for (const backend of ['webgpu', 'webgl'] as const) {
  for (const name of ['resnet18', 'mobilenet_v3', 'shufflenet_v2', 'vit_open', 'unet']) {
    test(`${name} from ONNX gives PyTorch’s outputs and input gradients on ${backend}`, { tag: QUICK.includes(`${backend} ${name}`) ? [] : ['@slow'] }, async ({ page }) => {
      const { side, output, gradient, gradientStep } = networks.find((network) => network.name === name)!;
      await openBlankPage(page);
      const found = await page.evaluate(
        async ({ backend, side, base64 }) => {
          // The development server's addresses, which the compiler cannot follow.
          const load = (path: string) => import(/* @vite-ignore */ `/src/${path}.ts`);
          const { startBackend } = (await load('engine/backend')) as typeof import('../src/engine/backend');
          const { readOnnx, onnxLayers, onnxNetwork } = (await load('models/onnx/index')) as typeof import('../src/models/onnx');
          const tf = ((await load('../e2e/support/tensors')) as typeof import('./support/tensors')).tf;
          const started = await startBackend(backend);
          const model = readOnnx([{ name: 'net.onnx', bytes: Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0)) }]);
          const names = { inputName: model.inputs[0]!.name, outputName: model.outputs[0]!.name };
          const input = { width: side, height: side, mean: [0, 0, 0], std: [1, 1, 1] };
          const card = { id: '', title: '', architecture: '', parameters: 0, input, labels: [], layers: onnxLayers(model, names), logits: names.outputName };
          const network = await onnxNetwork(model, { ...names, height: side, width: side }, card);
          let state = 1;
          const rgb = Float32Array.from({ length: side * side * 3 }, () => {
            state = (Math.imul(1664525, state) + 1013904223) >>> 0;
            return state / 2 ** 32;
          });
          const picture = tf.tensor4d(rgb, [1, side, side, 3]);
          const scores = (x: import('@tensorflow/tfjs').Tensor4D) => network.features(x, [names.outputName])[0]!;
          const weighted = (x: import('@tensorflow/tfjs').Tensor) => {
            const found = scores(x as import('@tensorflow/tfjs').Tensor4D);
            const inFileOrder = found.rank === 4 ? found.transpose([0, 3, 1, 2]) : found;
            return inFileOrder.mul(tf.tensor(Float32Array.from({ length: found.size }, (_, i) => Math.cos(i)), inFileOrder.shape)).sum();
          };
          const output = tf.tidy(() => scores(picture));
          const gradient = tf.tidy(() => tf.grad(weighted)(picture));
          return { name: started.name, maxBatch: String(network.maxBatch), output: [...(await output.data())], gradient: [...(await gradient.data())] };
        },
        { backend, side, base64: readFileSync(`${FIXTURES}/${name}.onnx`).toString('base64') },
      );
      expect(found.name).toBe(backend);
      const outputs = numbersOf(output);
      expect(found.output.length).toBe(outputs.length);
      outputs.forEach((value, i) => expect(Math.abs(found.output[i]! - value)).toBeLessThan(1e-3));
      const gradients = numbersOf(gradient);
      const largest = Math.max(...gradients.map(Math.abs));
      gradients.forEach((value, i) => expect(Math.abs(found.gradient[i * gradientStep]! - value)).toBeLessThan(2e-3 * largest));
    });
  }
}
