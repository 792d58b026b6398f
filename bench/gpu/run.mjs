/** `npm run bench:gpu [-- options]`: see bench/README.md. Fetches Dawn, makes it Node's WebGPU, then runs our TypeScript sources. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createServer } from 'vite';
import { fetchPackage, repositoryRoot } from '../../scripts/fetchPackage.mjs';

/** 50 MB, wanted by this command alone: not among the project's dependencies. */
const DAWN = { name: 'webgpu', version: '0.6.2', sha256: '77a6be6513b9f7c2e94425620ce603efb38cdc5d0393e1b31a1b0c8479330ffd' };
/** Chromium's software Vulkan, for machines without a driver. */
const SOFTWARE_VULKAN = ['/usr/lib/chromium/vk_swiftshader_icd.json', '/usr/lib64/chromium-browser/vk_swiftshader_icd.json'];
const VULKAN_DRIVERS = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d'];

process.env.XDG_RUNTIME_DIR ??= os.tmpdir();
const software = SOFTWARE_VULKAN.find((file) => existsSync(file));
const hasDriver = VULKAN_DRIVERS.some((folder) => existsSync(folder) && readdirSync(folder).length > 0);
if (process.platform === 'linux' && !process.env.VK_ICD_FILENAMES && software && !hasDriver) {
  // Chromium has a Vulkan loader beside its driver. Where libraries are looked for is settled when a process starts.
  const libraries = [process.env.LD_LIBRARY_PATH, path.dirname(software)].filter(Boolean).join(':');
  const environment = { ...process.env, VK_ICD_FILENAMES: software, LD_LIBRARY_PATH: libraries };
  const { status } = spawnSync(process.execPath, process.argv.slice(1), { stdio: 'inherit', env: environment });
  process.exit(status ?? 1);
}
try {
  const folder = fetchPackage(DAWN);
  const { create, globals } = await import(pathToFileURL(path.join(folder, 'package', 'index.js')).href);
  Object.assign(globalThis, globals);
  const navigator = globalThis.navigator ?? {};
  Object.defineProperty(navigator, 'gpu', { value: create([]), configurable: true });
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
  // A server, not runnerImport: the engine imports its backends when it needs them.
  const server = await createServer({
    root: repositoryRoot, configFile: false, logLevel: 'error', appType: 'custom', server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true },
  });
  const module = await server.ssrLoadModule('/bench/gpu/bench.ts');
  await module.benchGpu(repositoryRoot, process.argv.slice(2), DAWN.version);
  // Dawn's threads would keep the process.
  process.exit(process.exitCode ?? 0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
