/** The driver of each metric, and what stands beside a network that one of them needs. */
import { attributionMethod } from '../core/spec';
import type { ReadBeside } from '../models/decoderFiles';
import type { DecoderOpener } from '../models/decoderShelf';
import { driveAttributionRun } from './attributionRun';
import { driveDiscardingRun } from './discardingRun';
import { driveReconstructionRun } from './reconstructionRun';
import type { RunContext } from './runParts';

/**
 * @param decoders of the network as it was loaded, whatever variant of it the run is on
 * @throws EngineFailure where the run cannot start at all
 */
export function driveRun(context: RunContext, decoders: DecoderOpener): Promise<void> {
  const { metric } = context.spec;
  if (attributionMethod(metric) !== null) return driveAttributionRun(context);
  return metric === 'reconstruction' ? driveReconstructionRun({ ...context, decoders }) : driveDiscardingRun(context);
}

/** Of a network that is served with the page: what is fetched is the page's own. */
export function readBesideAddress(modelAddress: string): ReadBeside {
  return async (path) => {
    const response = await fetch(new URL(path, modelAddress));
    return response.ok ? response.arrayBuffer() : null;
  };
}

/** Of a network that was dropped: among the files that came with it. */
export function readBesideFiles(files: readonly File[]): ReadBeside {
  return async (path) => (await files.find((file) => file.name === path)?.arrayBuffer()) ?? null;
}

/** Of a network from elsewhere: nobody asked for more than the network. */
export const readNothingBeside: ReadBeside = async () => null;
