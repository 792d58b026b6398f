import type { Crop } from '../core/cropWindow';
import type { PixelMask } from '../core/mask';
import type { RunSpec } from '../core/spec';
import type { BackendInfo, LayerMap, LayerInfo, LayerProgress, LoadedModel, Prediction } from '../engine/protocol';

/** One layer as the run left it. */
export interface LayerRecord {
  readonly info: LayerInfo;
  readonly progress: LayerProgress;
  /** null where the layer never got a map. */
  readonly map: LayerMap | null;
}

export interface ForegroundRecord {
  /** With pixels both inside and outside. */
  readonly mask: PixelMask;
  readonly knowledgeThresholdNats: number;
}

/** All that is needed to write a run down: what was computed, of what, by what. */
export interface RunRecord {
  readonly appVersion: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly backend: BackendInfo;
  readonly model: LoadedModel;
  /** The size is the upright picture's own, in pixels; `crop`, in the same pixels, is the part that the network was shown. */
  readonly picture: { readonly name: string; readonly sha256: string; readonly width: number; readonly height: number; readonly crop: Crop };
  readonly spec: RunSpec;
  readonly predictions: readonly Prediction[];
  /** What the viewer compared with the rest of the picture, of what the network sees; null for nothing. */
  readonly foreground: ForegroundRecord | null;
  /** In the order of the network. */
  readonly layers: readonly LayerRecord[];
}
