/** Chooses and starts the tfjs backend: a real GPU first, WASM next, the plain CPU last. */
import * as tf from '@tensorflow/tfjs';
import { LEAST_VERSIONS } from '../core/browserSupport';
import type { BackendName, BackendPreference } from '../core/spec';
import { registerKernels, registerWasmKernels, registerWebgpuKernels } from '../kernels/registerKernels';
import { skipFilterGradients } from '../kernels/skipFilterGradients';
import { EngineFailure } from './failure';
import type { BackendInfo } from './protocol';

/** A way to compute, or why there is none. */
type Probe = { readonly usable: true; readonly adapter: string } | { readonly usable: false; readonly why: string };

const SOFTWARE_RENDERER = /swiftshader|llvmpipe|softpipe|basic render|software/i;

/** @throws EngineFailure backend-unavailable where not even the CPU backend starts */
export async function startBackend(preference: BackendPreference): Promise<BackendInfo> {
  registerKernels();
  const skipped: string[] = [];
  const asked = preference === 'auto' ? null : preference;
  const order: BackendName[] = ['webgpu', 'webgl', 'wasm', 'cpu'];
  // Asked for and absent: the others are tried in the usual order.
  const candidates = asked ? [asked, ...order.filter((name) => name !== asked)] : order;
  for (const name of candidates) {
    const explicit = name === asked;
    const attempt = await tryBackend(name, explicit);
    if (typeof attempt === 'string') {
      skipped.push(attempt);
      continue;
    }
    skipFilterGradients(name);
    const warning =
      asked && !explicit
        ? `The link asks for ${LABEL[asked]}, but ${skipped[0]}. ${LABEL[name]} is used instead.`
        : attempt.warning;
    const reason = explicit ? `${LABEL[name]}, as asked for.` : reasonFor(name, skipped);
    return { name, threads: attempt.threads, adapter: attempt.adapter, reason, warning };
  }
  throw new EngineFailure('backend-unavailable', `Nothing here can compute: ${skipped.join('; ')}. ${WHICH_CAN}`);
}

/** Of the least versions with all that is used, as core/browserSupport.ts has them. */
const WHICH_CAN = `Chrome and Edge from ${LEAST_VERSIONS.chrome}, Firefox from ${LEAST_VERSIONS.firefox} and Safari from ${LEAST_VERSIONS.safari} do better.`;

const LABEL: Readonly<Record<BackendName, string>> = { webgpu: 'WebGPU', webgl: 'WebGL', wasm: 'WebAssembly', cpu: 'plain JavaScript' };

function reasonFor(name: BackendName, skipped: readonly string[]): string {
  return skipped.length === 0 ? `${LABEL[name]}: this machine has a GPU for it.` : `${LABEL[name]}, because ${skipped.join(', and ')}.`;
}

interface Started {
  readonly threads: number;
  readonly adapter: string | null;
  readonly warning: string | null;
}

/** @returns what started, or a clause that says why it did not */
async function tryBackend(name: BackendName, explicit: boolean): Promise<Started | string> {
  try {
    if (name === 'webgpu') {
      const probe = await probeWebgpu(explicit);
      if (!probe.usable) return probe.why;
      await import('@tensorflow/tfjs-backend-webgpu');
      registerWebgpuKernels();
      return (await tf.setBackend('webgpu')) ? { threads: 1, adapter: probe.adapter, warning: softwareWarning(probe.adapter) } : 'WebGPU did not start';
    }
    if (name === 'webgl') {
      const probe = probeWebgl(explicit);
      if (!probe.usable) return probe.why;
      return (await tf.setBackend('webgl')) ? { threads: 1, adapter: probe.adapter, warning: softwareWarning(probe.adapter) } : 'WebGL did not start';
    }
    if (name === 'wasm') return await startWasm();
    await tf.setBackend('cpu');
    return { threads: 1, adapter: null, warning: explicit ? null : 'Only plain JavaScript can compute here: expect it to be slow.' };
  } catch (thrown) {
    return `${LABEL[name]} failed to start (${thrown instanceof Error ? thrown.message : String(thrown)})`;
  }
}

function softwareWarning(adapter: string): string | null {
  return SOFTWARE_RENDERER.test(adapter) ? 'This GPU is emulated in software: results are right, but slow. backend=auto in the link is faster.' : null;
}

async function probeWebgpu(acceptsSoftware: boolean): Promise<Probe> {
  if (!navigator.gpu) return { usable: false, why: 'this browser has no WebGPU (Chrome and Edge have it from 113, Safari from 26, Firefox on Windows from 141)' };
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) return { usable: false, why: 'WebGPU finds no GPU' };
  const { info } = adapter;
  const words = [info.vendor, info.architecture, info.device, info.description].filter(Boolean).join(' ') || 'unnamed adapter';
  const isFallback = (info as { isFallbackAdapter?: boolean }).isFallbackAdapter ?? false;
  if ((isFallback || SOFTWARE_RENDERER.test(words)) && !acceptsSoftware) {
    return { usable: false, why: 'WebGPU has only a software adapter' };
  }
  return { usable: true, adapter: words };
}

function probeWebgl(acceptsSoftware: boolean): Probe {
  const context = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (!context) return { usable: false, why: 'there is no WebGL 2' };
  const extension = context.getExtension('WEBGL_debug_renderer_info');
  const renderer = String(context.getParameter(extension?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER));
  const rendersFloat = context.getExtension('EXT_color_buffer_float') !== null;
  context.getExtension('WEBGL_lose_context')?.loseContext();
  if (!rendersFloat) return { usable: false, why: 'WebGL cannot compute with 32-bit numbers here' };
  if (SOFTWARE_RENDERER.test(renderer) && !acceptsSoftware) return { usable: false, why: 'WebGL has only a software renderer' };
  return { usable: true, adapter: renderer };
}

/**
 * Always the single-threaded SIMD binary: the threaded one that tfjs 4.22.0 publishes never starts a thread (its
 * getThreadsCount is 1 whatever is asked for, tfjs issue 8513) and takes ten times as long to initialise. Threads are
 * ours instead: the client splits a run's layers over several of these workers.
 */
async function startWasm(): Promise<Started | string> {
  const [wasm, plain, simd, threaded] = await Promise.all([
    import('@tensorflow/tfjs-backend-wasm'),
    import('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url'),
    import('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url'),
    import('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url'),
  ]);
  wasm.setWasmPaths({
    'tfjs-backend-wasm.wasm': plain.default,
    'tfjs-backend-wasm-simd.wasm': simd.default,
    'tfjs-backend-wasm-threaded-simd.wasm': threaded.default,
  });
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  registerWasmKernels();
  if (!(await tf.setBackend('wasm'))) return 'WebAssembly did not start';
  const warning = !(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'))
    ? `This browser’s WebAssembly has no SIMD: expect it to be slow. ${WHICH_CAN}`
    : globalThis.crossOriginIsolated
      ? null
      : 'WebAssembly runs on one thread, because the server does not send the headers that threads need (Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp).';
  return { threads: 1, adapter: null, warning };
}
