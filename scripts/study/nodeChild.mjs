/** A process with an engine of its own, on Dawn's WebGPU or on WebAssembly: gets links of runs from the study that started it, and gives back what the page would export. */
import v8 from 'node:v8';
import { importSource, startDawn } from '../dawn.mjs';

// Node.js 20 has relaxed SIMD, which browsers use, but behind a flag; others do not know the flag.
if (process.version.startsWith('v20.')) v8.setFlagsFromString('--experimental-wasm-relaxed-simd');

const messageOf = (error) => (error instanceof Error ? [error.message, error.cause?.message].filter(Boolean).join(': ') : String(error));
// Without the study there is nobody to work for.
process.on('disconnect', () => process.exit(0));
// Ctrl+C goes to every process of the terminal; the study says when to end.
process.on('SIGINT', () => undefined);
const [address, backend] = process.argv.slice(2);
try {
  if (backend === 'webgpu') await startDawn();
  const { StudyEngine } = await importSource('/scripts/study/studyEngine.ts');
  const engine = await StudyEngine.start(address, backend);
  process.on('message', ({ pairs }) => {
    engine.run(pairs).then(
      (text) => process.send({ type: 'done', text }),
      (error) => process.send({ type: 'failed', message: messageOf(error) }),
    );
  });
  process.send({ type: 'ready', adapter: engine.adapter });
} catch (error) {
  process.send({ type: 'unusable', message: messageOf(error) }, () => process.exit(1));
}
