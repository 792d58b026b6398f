/** `npm run study:publish -- <name> [--from FOLDER …] [--out FOLDER] [--add]`: see studies/README.md. */
import path from 'node:path';
import { runnerImport } from 'vite';
import { repositoryRoot } from './fetchPackage.mjs';

const { module } = await runnerImport(path.join(repositoryRoot, 'scripts/study/publish.ts'), {
  root: repositoryRoot, configFile: false, logLevel: 'error',
});
try {
  process.exitCode = module.publishStudy(repositoryRoot, process.cwd(), process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
