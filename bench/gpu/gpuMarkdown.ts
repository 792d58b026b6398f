/** The WebGPU bench as a page of tables. */
import { medianKnown } from '../page/figures';
import { medianOf } from '../page/trajectory';
import type { GpuReport } from './bench';

export function gpuMarkdown(
  report: GpuReport & { readonly command: string; readonly date: string; readonly machine: string; readonly versions: Readonly<Record<string, string>> },
): string {
  const rounds = report.found.map(({ figures }) => figures);
  const { peerDevice } = report.found[0]!;
  const seconds = (value: number | null) => (value === null || value === Infinity ? 'never' : `${value.toFixed(3)} s`);
  const ratio = medianKnown(rounds.map((round) => (round.pageCurveAt95Seconds === null ? null : round.recipeCurveSeconds / round.pageCurveAt95Seconds)));
  const verdict = peerDevice === 'cpu'
    ? 'PyTorch has no CUDA here: the target, which is against PyTorch on the same GPU, cannot be judged.'
    : `Target: whole curve at 95% at least 5 times sooner than the recipe's on the same GPU. Found: ${ratio === null || ratio === Infinity ? 'never at 95%' : `${ratio.toFixed(2)} times`}, **${ratio !== null && ratio >= 5 && ratio !== Infinity ? 'met' : 'missed'}**.`;
  const better = medianKnown(rounds.map((round) => round.pageBetterThanReportedSeconds));
  const recipeSeconds = medianOf(rounds.map((round) => round.recipeCurveSeconds))!;
  const rows = rounds[0]!.layers.map(({ layer }) => {
    const own = rounds.map((round) => round.layers.find((one) => one.layer === layer)!);
    const at95 = medianKnown(own.map(({ page }) => page.reached.at(-1)?.seconds ?? null));
    const agreed = report.agreements.find((one) => one.layer === layer)!;
    return [
      layer, medianOf(own.map(({ page }) => page.passesPerSecond))!.toFixed(0), medianOf(own.map(({ recipe }) => recipe.passesPerSecond))!.toFixed(0),
      seconds(at95), seconds(medianOf(own.map(({ recipe }) => recipe.seconds))), Math.abs(agreed.webgpuNats - agreed.wasmNats).toFixed(4),
    ];
  });
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const header = ['layer', 'WebGPU, passes/s', 'PyTorch, passes/s', 'WebGPU, s to 95%', 'recipe, s', 'WebGPU less WASM, nats'];
  return [
    "# The engine on WebGPU against the authors' recipe in PyTorch",
    '',
    `\`${report.command}\`, ${report.date.slice(0, 10)}. ${report.machine}. ${report.adapter}, Dawn ${report.versions['dawn']} in Node ${report.versions['node']}; PyTorch ${report.versions['torch']} on ${peerDevice}.`,
    '',
    `ResNet-20, medians of ${report.rounds} rounds in turns. ${verdict}`,
    '',
    `Whole curve to the end of measuring ${seconds(medianOf(rounds.map((round) => round.pageCurveSeconds)))}, at 95% ${seconds(medianKnown(rounds.map((round) => round.pageCurveAt95Seconds)))}; the recipe ${seconds(recipeSeconds)}; first map ${seconds(medianOf(rounds.map((round) => round.dropToFirstMapMs / 1000)))}. ` +
      `The maps of all layers that have something to gain are better than the recipe's final ones after ${seconds(better)}${better === null ? '' : `, ${(recipeSeconds / better).toFixed(0)} times sooner than the recipe ends`}.`,
    '',
    line(header), line(header.map(() => '---')), ...rows.map(line), '',
  ].join('\n');
}
