import type { DecoderInfo, KeptDecoderInfo, LayerInfo } from '../../engine/protocol';
import type { DecoderProgress } from '../../state/decoders';
import { deleteDecoder } from '../../state/decoders';
import { decoderTexts as texts, decoderTrainedHere, deleteOf, shippedDecoder, trainingLine } from '../../ui/textsDecoders';

interface DecoderRowProps {
  readonly layer: LayerInfo;
  readonly networkSha256: string;
  /** Of this layer: shipped, trained here, both or none. */
  readonly decoders: readonly DecoderInfo[];
  readonly kept: KeptDecoderInfo | null;
  /** null while the layer is not in training. */
  readonly progress: DecoderProgress | null;
}

function lineOf(decoder: DecoderInfo, kept: KeptDecoderInfo | null): string {
  return decoder.source === 'shipped' ? shippedDecoder(decoder) : decoderTrainedHere(decoder, kept);
}

/** A layer, and what there is to paint its features back. */
export function DecoderRow({ layer, networkSha256, decoders, kept, progress }: DecoderRowProps) {
  const isTrainedHere = decoders.some(({ source }) => source === 'trained here');
  const state = progress ? 'training' : (decoders[0]?.source ?? 'none');
  return (
    <li className="decoder-row" data-testid={`decoder-${layer.id}`} data-state={state}>
      <span className="decoder-layer">{layer.title}</span>
      {progress ? (
        <small>{trainingLine(progress)}</small>
      ) : (
        <small>{decoders.map((decoder) => lineOf(decoder, kept)).join('; ') || texts.none}</small>
      )}
      {isTrainedHere && !progress && (
        <button
          type="button"
          className="quiet-action"
          aria-label={deleteOf(layer.title)}
          data-testid={`delete-decoder-${layer.id}`}
          onClick={() => void deleteDecoder(networkSha256, layer.id)}
        >
          {texts.delete}
        </button>
      )}
    </li>
  );
}
