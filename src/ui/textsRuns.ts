/** Texts of what a run is doing, of runs beside the table, and of the choices that a run is made of. */
import { inLanguage } from '../core/language';
import { fixed, written } from '../core/writtenNumber';

const english = {
  runTexts: {
    progress: 'Run',
    passesOf: (passes: number, limit: number) => `${passes} of at most ${limit} passes`,
    timeLeft: (time: string) => `about ${time} left`,
    heldTo: (budget: number) => `held to g = ${written(budget)}`,
    layersOf: (shown: number, layers: number) => `${shown} of ${layers}`,
    targetClass: (index: number) => `class ${index}`,
    underWay: 'A run is under way. Wait for it to end, or cancel it, and try again.',
    nothingOnTable: 'There is no picture or no network on the table yet. Choose both first.',
  },

  computationTexts: {
    backends: { auto: 'Auto', webgpu: 'WebGPU', webgl: 'WebGL', wasm: 'WASM', cpu: 'CPU' },
    cells: 'Cells a side',
    everyPixel: 'One σ for every pixel.',
    everyCell: (cells: number) => `One σ for every cell of ${cells} × ${cells}.`,
  },
};

export const { runTexts, computationTexts } = inLanguage({ en: english });

/** "8.4 s", "42 s", "3 min 05 s" */
export function duration(seconds: number): string {
  if (seconds < 60) return `${fixed(seconds, seconds < 10 ? 1 : 0)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}
