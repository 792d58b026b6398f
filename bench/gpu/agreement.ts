/** Whether WebGPU and WASM give the same layer means. */
import * as tf from '@tensorflow/tfjs';
import { forgetRecordings } from '../../src/kernels/recording';
import { loadShippedNetwork } from '../../src/testing/modelFiles';
import { startTestBackend } from '../../src/testing/backends';
import { runToEnd } from '../../src/testing/runToEnd';
import { samplePicture } from '../../src/testing/samples';

export interface Agreement {
  readonly layer: string;
  /** Mean entropy at g = c, nats. */
  readonly webgpuNats: number;
  readonly wasmNats: number;
}

const PICTURE = 'bird-redstart';

/** WebGPU must be the current backend; WASM is afterwards. @throws Error where a layer has no mean on either */
export async function agreement(networkId: string, layers: readonly string[]): Promise<Agreement[]> {
  const means = async (): Promise<Map<string, number>> => {
    const network = await loadShippedNetwork(networkId);
    const { layers: ended } = await runToEnd(network, samplePicture(PICTURE), { layerIds: [...layers] });
    forgetRecordings(network.network);
    network.network.dispose();
    return new Map([...ended].map(([id, { progress }]) => {
      if (progress.meanValue === null || progress.error) throw new Error(`${id} on ${tf.getBackend()}: ${progress.error?.message ?? 'it has no map'}`);
      return [id, progress.meanValue];
    }));
  };
  const webgpu = await means();
  await startTestBackend('wasm');
  const wasm = await means();
  return layers.map((layer) => ({ layer, webgpuNats: webgpu.get(layer)!, wasmNats: wasm.get(layer)! }));
}
