import type { KeptDecoderInfo } from '../../engine/protocol';
import { deleteDecoder } from '../../state/decoders';
import { decoderTexts as texts, deleteAllOf, keptElsewhere } from '../../ui/textsDecoders';

/** By the network's hash. */
function byNetwork(kept: readonly KeptDecoderInfo[]): ReadonlyMap<string, readonly KeptDecoderInfo[]> {
  const groups = new Map<string, KeptDecoderInfo[]>();
  for (const info of kept) groups.set(info.networkSha256, [...(groups.get(info.networkSha256) ?? []), info]);
  return groups;
}

async function deleteAll(kept: readonly KeptDecoderInfo[]): Promise<void> {
  for (const { networkSha256, layerId } of kept) await deleteDecoder(networkSha256, layerId);
}

/** What this browser keeps for networks that are not on the table, so that it can be let go of. */
export function KeptElsewhere({ kept }: { kept: readonly KeptDecoderInfo[] }) {
  if (kept.length === 0) return null;
  return (
    <div>
      <p className="field-label">{texts.elsewhere}</p>
      <ul className="decoder-list">
        {[...byNetwork(kept)].map(([networkSha256, own]) => {
          const title = own[0]!.networkTitle;
          const bytes = own.reduce((sum, info) => sum + info.bytes, 0);
          return (
            <li className="decoder-row" key={networkSha256}>
              <small>{keptElsewhere(title, own.length, bytes)}</small>
              <button type="button" className="quiet-action" aria-label={deleteAllOf(title)} onClick={() => void deleteAll(own)}>
                {texts.delete}
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
