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

  /** Said aloud when a run begins or ends. */
  runWords(status: 'running' | 'done' | 'cancelled' | 'failed', settled: number, layers: number): string {
    switch (status) {
      case 'running':
        return layers === 1 ? 'Run started, one layer.' : `Run started, ${layers} layers.`;
      case 'done':
        return settled === layers ? `Run finished, all ${layers} maps settled.` : `Run finished, ${settled} of ${layers} maps settled.`;
      case 'cancelled':
        return `Run cancelled, ${settled} of ${layers} maps settled.`;
      case 'failed':
        return `Run failed, ${settled} of ${layers} maps settled.`;
    }
  },

  computationTexts: {
    backends: { auto: 'Auto', webgpu: 'WebGPU', webgl: 'WebGL', wasm: 'WASM', cpu: 'CPU' },
    cells: 'Cells a side',
    everyPixel: 'One σ for every pixel.',
    everyCell: (cells: number) => `One σ for every cell of ${cells} × ${cells}.`,
  },

  /** "8.4 s", "42 s", "3 min 05 s" */
  duration(seconds: number): string {
    if (seconds < 60) return `${fixed(seconds, seconds < 10 ? 1 : 0)} s`;
    const whole = Math.round(seconds);
    return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  },
};

export const { runTexts, runWords, computationTexts, duration } = inLanguage({ en: english });
