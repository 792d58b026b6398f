/** `npm run report:studies`: docs/studies.md anew, from the committed results and cards. */
import path from 'node:path';
import { runnerImport } from 'vite';
import { repositoryRoot } from './fetchPackage.mjs';

const { module } = await runnerImport(path.join(repositoryRoot, 'scripts/study/report.ts'), {
  root: repositoryRoot, configFile: false, logLevel: 'error',
});
try {
  console.log(module.writeReport(repositoryRoot));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
