/** `virtual:assembly-kernels` gives src/kernels/assembly (AssemblyScript), compiled to WebAssembly with and without relaxed SIMD, as base64. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { main } from 'assemblyscript/asc';
import { repositoryRoot } from './fetchPackage.mjs';

const MODULE = 'virtual:assembly-kernels';
const RESOLVED = `\0${MODULE}`;
const FOLDER = path.join(repositoryRoot, 'src/kernels/assembly');

/** On a memory that is imported, with nothing of its own in it: no runtime, no static data. */
const OPTIONS = ['-O3', '--runtime', 'stub', '--importMemory', '--noAssert', '--use', 'abort=', '--enable', 'simd'];

/** @returns {import('vite').Plugin} */
export function assemblyKernels() {
  return {
    name: 'assembly-kernels',
    resolveId: (id) => (id === MODULE ? RESOLVED : null),
    async load(id) {
      if (id !== RESOLVED) return null;
      for (const file of readdirSync(FOLDER)) this.addWatchFile(path.join(FOLDER, file));
      const [plain, relaxed] = [await compile(), await compile(['--enable', 'relaxed-simd'])].map((binary) => JSON.stringify(Buffer.from(binary).toString('base64')));
      return `export const plain = ${plain};\nexport const relaxed = ${relaxed};`;
    },
  };
}

/** @throws Error with what the compiler says */
async function compile(options = []) {
  let binary = null;
  const { error, stderr } = await main(['index.ts', '--baseDir', FOLDER, '--outFile', 'kernels.wasm', ...OPTIONS, ...options], {
    writeFile: (_, contents) => {
      binary = contents;
    },
  });
  if (error || !binary) throw new Error(`${FOLDER} does not compile: ${stderr.toString() || error?.message}`);
  return binary;
}
