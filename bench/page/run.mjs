/** `npm run bench [-- options]`: see bench/README.md. Our TypeScript sources run through Vite's module runner. */
import path from 'node:path';
import { runnerImport } from 'vite';
import { repositoryRoot } from '../../scripts/fetchPackage.mjs';

const { module } = await runnerImport(path.join(repositoryRoot, 'bench/page/bench.ts'), {
  root: repositoryRoot, configFile: false, logLevel: 'error',
});
try {
  await module.benchPage(repositoryRoot, process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
