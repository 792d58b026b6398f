/** `npm run bench:gpu [-- options]`: see bench/README.md. Makes Dawn Node's WebGPU, then runs our TypeScript sources. */
import { spawnSync } from 'node:child_process';
import { DAWN, importSource, startDawn, vulkanEnvironment } from '../../scripts/dawn.mjs';
import { repositoryRoot } from '../../scripts/fetchPackage.mjs';

const environment = vulkanEnvironment();
if (environment) {
  const { status } = spawnSync(process.execPath, process.argv.slice(1), { stdio: 'inherit', env: { ...process.env, ...environment } });
  process.exit(status ?? 1);
}
try {
  await startDawn();
  const module = await importSource('/bench/gpu/bench.ts');
  await module.benchGpu(repositoryRoot, process.argv.slice(2), DAWN.version);
  // Dawn's threads would keep the process.
  process.exit(process.exitCode ?? 0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
