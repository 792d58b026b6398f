/** The foreground and what it makes of each layer, as further keys of the export. */
import { concentration } from '../core/concentration';
import { knowledgePoints } from '../core/knowledgePoints';
import { countInside } from '../core/mask';
import { formatForeground, linkForegroundOf } from '../link/foreground';
import type { ForegroundRecord, LayerRecord } from '../records/runRecord';

/** `data` is row-major, 1 inside; `link` is what the link's key says, null where that would be too long. */
export function foregroundToPlain({ mask }: ForegroundRecord) {
  const link = linkForegroundOf(mask);
  return {
    width: mask.width,
    height: mask.height,
    pixels: countInside(mask),
    link: link && formatForeground(link),
    data: Array.from(mask.inside),
  };
}

/** Of the map as it is written; nulls where there is none, or where its numbers have no unit in common or no bound. */
export function regionsToPlain({ map, progress }: LayerRecord, { mask, knowledgeThresholdNats }: ForegroundRecord) {
  if (!map || map.quantity === 'attribution' || progress.status === 'unbounded') {
    return { foregroundMeanNats: null, backgroundMeanNats: null, concentrationNats: null, knowledgePoints: null };
  }
  const { thresholdNats, inside, outside } = knowledgePoints(map, mask, knowledgeThresholdNats);
  return { ...concentration(map, mask), knowledgePoints: { thresholdNats, inside, outside } };
}
