/** `npm run bench:peer [-- options]`: see bench/README.md. Our TypeScript sources run through Vite's module runner. */
import path from 'node:path';
import { runnerImport } from 'vite';
import { assemblyKernels } from '../../scripts/assemblyKernels.mjs';
import { repositoryRoot } from '../../scripts/fetchPackage.mjs';

const { module } = await runnerImport(path.join(repositoryRoot, 'bench/peer/peer.ts'), {
  root: repositoryRoot, configFile: false, logLevel: 'error', plugins: [assemblyKernels()],
});
try {
  await module.comparePeers(repositoryRoot, process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
