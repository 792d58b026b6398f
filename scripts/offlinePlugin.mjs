/** After the page is built: lists its files with their hashes, and builds the service worker that keeps them into `sw.js`. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

/**
 * The worker itself is the browser's to keep; maps are for whoever looks into the code; dot files are set-up's; a browser with
 * service workers takes fonts as woff2.
 */
const LEFT_OUT = /^sw\.js$|\.map$|(^|\/)\.|\.(ttf|woff)$/;

export function listFiles(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((path) => !LEFT_OUT.test(path) && statSync(join(folder, path)).isFile())
    .sort()
    .map((path) => {
      const contents = readFileSync(join(folder, path));
      return { path, revision: createHash('sha256').update(contents).digest('hex').slice(0, 16), bytes: contents.length };
    });
}

export function offline() {
  let folder = 'dist';
  return {
    name: 'pixelsieve:offline',
    apply: 'build',
    configResolved(config) {
      folder = config.build.outDir;
    },
    closeBundle: {
      order: 'post',
      async handler() {
        await build({
          configFile: false,
          publicDir: false,
          logLevel: 'warn',
          define: { __OFFLINE_FILES__: JSON.stringify(listFiles(folder)) },
          build: {
            outDir: folder,
            emptyOutDir: false,
            target: 'es2022',
            modulePreload: false,
            // One plain script: not every browser takes a service worker that is a module.
            rolldownOptions: { input: 'src/offline/serviceWorker.ts', output: { entryFileNames: 'sw.js', format: 'iife' } },
          },
        });
      },
    },
  };
}
