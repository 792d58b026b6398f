/** The page as `npm run build` makes it, from within a process that has run our sources by Vite's module runner. */
import { build, type BuildEnvironmentOptions } from 'vite';

/** @param options beside those of vite.config.ts */
export async function buildPage(root: string, options: BuildEnvironmentOptions): Promise<void> {
  // The runner has set it to development, by which React would come with all its checks: heavier and slower than what is shipped.
  process.env['NODE_ENV'] = 'production';
  await build({ root, logLevel: 'error', build: { emptyOutDir: true, ...options } });
}
