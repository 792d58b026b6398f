/** Texts of runs that were written down: exported and opened again, kept in the browser, in session files. */
import { inLanguage, language } from '../core/language';
import type { BackendInfo } from '../engine/protocol';
import { toDigits } from '../core/writtenNumber';

const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });

/** @param iso as ISO 8601 */
export function dateText(iso: string): string {
  return day.format(new Date(iso));
}

const backendNames: Record<BackendInfo['name'], string> = { webgpu: 'WebGPU', webgl: 'WebGL', wasm: 'WASM', cpu: 'CPU' };

/** "WASM · 2 threads" */
export function backendText({ name, threads }: Pick<BackendInfo, 'name' | 'threads'>): string {
  return name === 'wasm' ? english.recordTexts.wasmThreads(backendNames[name], threads) : backendNames[name];
}

interface Compared {
  readonly layers: number;
  readonly mean: number;
  readonly pixel: number;
  readonly layerTitle: string | null;
}

const english = {
  recordTexts: {
    wasmThreads: (name: string, threads: number) => `${name} · ${threads === 1 ? '1 thread' : `${threads} threads`}`,
    recorded: (date: string, backend: string) => `Recorded on ${date} with ${backend}`,
    recordedNote: 'These numbers were written down, not computed now. “Run again” computes them anew and says how they compare.',
    asSeen: (name: string) => `${name}, as seen`,
    asSeenNote: (name: string) => `This is what the network saw of “${name}”, from the record. The file itself is not here.`,
    greyNote: (name: string) => `The pixels of “${name}” are not in the file, so that a grey sheet lies in its place.`,
    pictureMissing: (name: string) =>
      `The pixels of “${name}” are not in the file: maps and numbers are shown as recorded, over grey. To run it again, drop that picture here.`,
    pictureChanged: (name: string) => `The picture “${name}” at the recorded link is not the file that the record was made of: a new run may differ.`,
    networkMissing: (title: string) =>
      `The network ${title} of the record is not here: maps and numbers are shown as recorded. To run it again, drop that network, or choose another.`,
    networkChanged: (title: string) => `The network ${title} at the recorded link has other weights than the record’s: a new run may differ.`,
    networkElsewhere: 'Its network is somebody’s own and is not kept in this browser; what is on the table stays. Drop the network, and the figure again.',
    othersKept: (shown: string, count: number) => `“${shown}” is on the table; ${count === 1 ? 'the other run is' : `the other ${count} runs are`} under Past runs.`,
    variantLost: 'The record is of a network that was changed for a check. “Run again” runs the network as it is.',
    compared(createdAt: string, { layers, mean, pixel, layerTitle }: Compared): string {
      const maps = layers === 1 ? 'the map is' : `all ${layers} maps are`;
      if (layerTitle === null) return `Compared with the record of ${dateText(createdAt)}: ${maps} the same to the bit.`;
      return (
        `Compared with the record of ${dateText(createdAt)}: means differ by at most ${toDigits(mean, 2)}, ` +
        `single pixels by at most ${toDigits(pixel, 2)} (at ${layerTitle}).`
      );
    },
  },
};

export const { recordTexts } = inLanguage({ en: english });
