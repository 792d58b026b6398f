/** `npm run study -- <name or file> [--out FOLDER] [--fresh] [--node | --dawn] [--jobs N] [--only ID,ID] [--pictures N]`: see studies/README.md. */
import { importSource } from './dawn.mjs';
import { repositoryRoot } from './fetchPackage.mjs';

try {
  const { runStudy } = await importSource('/scripts/study/runStudy.ts');
  process.exitCode = await runStudy(repositoryRoot, process.cwd(), process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
process.exit();
