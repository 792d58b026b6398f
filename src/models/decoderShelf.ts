/** The decoders of one network: shipped beside it, or trained here and kept. */
import { EngineFailure } from '../engine/failure';
import type { DecoderInfo, KeptDecoderInfo, LayerInfo } from '../engine/protocol';
import type { Decoder } from './decoder';
import { DecoderFiles, type ReadBeside } from './decoderFiles';
import { type DecoderStore, openKeptDecoder } from './decoderStore';
import type { LoadedNetwork } from './loadNetwork';

export type DecoderSource = DecoderInfo['source'];

/** What a run opens decoders from. */
export interface DecoderOpener {
  /**
   * @returns the caller disposes of it
   * @throws EngineFailure decoder-missing or decoder-format, with the remedy
   */
  open(layer: LayerInfo): Promise<Decoder>;
}

/** Files are read, once, when the first decoder is asked for. */
export class DecoderShelf implements DecoderOpener {
  private readonly loaded: LoadedNetwork;
  private readonly readBeside: ReadBeside;
  private readonly store: DecoderStore;
  private files: Promise<DecoderFiles | null> | null = null;

  /** @param readBeside reads what stands beside the network; gives null for everything where nothing does */
  constructor(loaded: LoadedNetwork, readBeside: ReadBeside, store: DecoderStore) {
    this.loaded = loaded;
    this.readBeside = readBeside;
    this.store = store;
  }

  /** A shipped decoder comes first unless `preferred` says otherwise; where it is unsound, one that was trained here serves. */
  async open(layer: LayerInfo, preferred: DecoderSource = 'shipped'): Promise<Decoder> {
    const openers = [() => this.openShipped(layer), () => this.openKept(layer)];
    if (preferred === 'trained here') openers.reverse();
    let failure: unknown = null;
    for (const open of openers) {
      try {
        const decoder = await open();
        if (decoder) return decoder;
      } catch (thrown) {
        failure ??= thrown;
      }
    }
    throw failure ?? (await this.missing(layer));
  }

  /** What there is, in the order of the network; a layer with both appears twice, the shipped one first. */
  async list(): Promise<DecoderInfo[]> {
    const kept = await this.keptHere();
    return this.loaded.description.layers.flatMap(({ id }) => [
      ...this.loaded.description.decoders.filter(({ layerId, source }) => layerId === id && source === 'shipped'),
      ...kept.filter(({ layerId }) => layerId === id).map(decoderInfo),
    ]);
  }

  private async openShipped(layer: LayerInfo): Promise<Decoder | null> {
    const { width, height } = this.loaded.network.card.input;
    return (await this.readFiles())?.open(layer, { width, height }) ?? null;
  }

  private async openKept(layer: LayerInfo): Promise<Decoder | null> {
    const { width, height } = this.loaded.network.card.input;
    // A browser that keeps nothing has kept nothing.
    const kept = await this.store.get(this.loaded.description.sha256, layer.id).catch(() => undefined);
    return kept ? openKeptDecoder(kept, layer.shape, { width, height }) : null;
  }

  private readFiles(): Promise<DecoderFiles | null> {
    this.files ??= DecoderFiles.read(this.readBeside);
    // A download that failed may succeed next time.
    this.files.catch(() => (this.files = null));
    return this.files;
  }

  private async keptHere(): Promise<KeptDecoderInfo[]> {
    const all = await this.store.list().catch(() => []);
    return all.filter(({ networkSha256 }) => networkSha256 === this.loaded.description.sha256);
  }

  private async missing(layer: LayerInfo): Promise<EngineFailure> {
    const shipped = (await this.readFiles().catch(() => null))?.layerIds ?? [];
    const known = [...new Set([...shipped, ...(await this.keptHere()).map(({ layerId }) => layerId)])];
    const others = known.length > 0 ? `There are decoders for ${known.join(', ')}.` : 'This network has none yet.';
    return new EngineFailure(
      'decoder-missing',
      `Layer "${layer.id}" has no decoder, which reconstruction uncertainty needs. ${others} Train one here on the pictures at hand, or choose other layers.`,
    );
  }
}

export function decoderInfo(kept: KeptDecoderInfo): DecoderInfo {
  const { layerId, heldOutPsnrDb, heldOutPictures, trainingPictures } = kept;
  return { layerId, source: 'trained here', psnrDb: heldOutPsnrDb, pictures: heldOutPsnrDb === null ? trainingPictures : heldOutPictures };
}
