/** `virtual:assembly-kernels` gives src/kernels/assembly (AssemblyScript), compiled to WebAssembly, as base64. */
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
      for (const name of ['index', 'blur', 'normal', 'rectifier', 'winograd']) this.addWatchFile(path.join(FOLDER, `${name}.ts`));
      return `export default ${JSON.stringify(Buffer.from(await compile()).toString('base64'))};`;
    },
  };
}

/** @throws Error with what the compiler says */
async function compile() {
  let binary = null;
  const { error, stderr } = await main(['index.ts', '--baseDir', FOLDER, '--outFile', 'kernels.wasm', ...OPTIONS], {
    writeFile: (_, contents) => {
      binary = contents;
    },
  });
  if (error || !binary) throw new Error(`${FOLDER} does not compile: ${stderr.toString() || error?.message}`);
  return binary;
}
