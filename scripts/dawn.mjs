/**
 * The engine on a GPU in Node, without a browser: WebGPU by Dawn, from the npm package webgpu, and our TypeScript sources as they
 * are. For bench/gpu and for studies.
 */
import { existsSync, readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createServer } from 'vite';
import { assemblyKernels } from './assemblyKernels.mjs';
import { fetchPackage, repositoryRoot } from './fetchPackage.mjs';

/** 50 MB, wanted by these commands alone: not among the project's dependencies. */
export const DAWN = { name: 'webgpu', version: '0.6.2', sha256: '77a6be6513b9f7c2e94425620ce603efb38cdc5d0393e1b31a1b0c8479330ffd' };
/** Chromium's software Vulkan, for machines without a driver. */
const SOFTWARE_VULKAN = ['/usr/lib/chromium/vk_swiftshader_icd.json', '/usr/lib64/chromium-browser/vk_swiftshader_icd.json'];
const VULKAN_DRIVERS = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d'];

/**
 * What a process needs in its environment from its start to find a Vulkan driver; null where it has all. A driver that the
 * caller names (VK_DRIVER_FILES, VK_ICD_FILENAMES) stays.
 */
export function vulkanEnvironment(environment = process.env) {
  if (process.platform !== 'linux' || environment.VK_DRIVER_FILES || environment.VK_ICD_FILENAMES) return null;
  const software = SOFTWARE_VULKAN.find((file) => existsSync(file));
  const hasDriver = VULKAN_DRIVERS.some((folder) => existsSync(folder) && readdirSync(folder).length > 0);
  if (!software || hasDriver) return null;
  // Chromium has a Vulkan loader beside its driver. Where libraries are looked for is settled when a process starts.
  const libraries = [environment.LD_LIBRARY_PATH, path.dirname(software)].filter(Boolean).join(':');
  return { VK_ICD_FILENAMES: software, LD_LIBRARY_PATH: libraries };
}

/** Fetched where it is not there yet. */
export function fetchDawn() {
  return fetchPackage(DAWN);
}

/** Makes Dawn this process's navigator.gpu. Its threads keep the process: end it with process.exit. */
export async function startDawn() {
  process.env.XDG_RUNTIME_DIR ??= os.tmpdir();
  const { create, globals } = await import(pathToFileURL(path.join(fetchDawn(), 'package', 'index.js')).href);
  Object.assign(globalThis, globals);
  const navigator = globalThis.navigator ?? {};
  Object.defineProperty(navigator, 'gpu', { value: create([]), configurable: true });
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
}

/**
 * One of our TypeScript modules. By a server, not runnerImport: the engine imports its backends when it needs them.
 * @param file from the repository's root, beginning with a slash
 */
export async function importSource(file) {
  const server = await createServer({
    root: repositoryRoot, configFile: false, logLevel: 'error', appType: 'custom', server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true },
    // Addresses of a server to a browser; Node reads the files.
    plugins: [assemblyKernels(), { name: 'wasm-files', enforce: 'pre', load: (id) => (id.endsWith('.wasm?url') ? `export default ${JSON.stringify(id.replace('?url', ''))}` : undefined) }],
  });
  return server.ssrLoadModule(file);
}
