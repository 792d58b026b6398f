/** `npm run study -- <name or file> [--out FOLDER] [--fresh] [--dawn] [--jobs N] [--only ID,ID] [--pictures N]`: see studies/README.md. */
import path from 'node:path';
import { runnerImport } from 'vite';
import { repositoryRoot } from './fetchPackage.mjs';

const { module } = await runnerImport(path.join(repositoryRoot, 'scripts/study/runStudy.ts'), {
  root: repositoryRoot, configFile: false, logLevel: 'error',
});
try {
  process.exitCode = await module.runStudy(repositoryRoot, process.cwd(), process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
