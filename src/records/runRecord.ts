/** A run as plain data, apart from network, engine and page: what is exported, kept, sent on and compared. */
import type { Crop } from '../core/cropWindow';
import type { PixelMask } from '../core/mask';
import type { NetworkInput } from '../core/modelCard';
import type { ModelChoices } from '../core/modelChoices';
import type { RunSpec } from '../core/spec';
import type { BackendInfo, LayerInfo, LayerMap, LayerProgress, NetworkPicture, Prediction, Reconstructions } from '../engine/protocol';

/** One layer as the run left it. */
export interface LayerRecord {
  readonly info: LayerInfo;
  readonly progress: LayerProgress;
  /** null where the layer never got a map. */
  readonly map: LayerMap | null;
  /** What its decoder paints; null for other metrics than reconstruction uncertainty, and where they were not kept. */
  readonly reconstructions: Reconstructions | null;
}

export interface RecordedModel {
  /** As in the link; null for a network of the viewer's own, which no link carries. */
  readonly link: string | null;
  /** What the viewer decided of how it is fed and read; null for nothing. */
  readonly choices: ModelChoices | null;
  readonly id: string;
  readonly title: string;
  readonly sha256: string;
  readonly input: NetworkInput;
  /** All that the network offers, in its order: depths of the run's layers are counted among them. */
  readonly layers: readonly LayerInfo[];
}

export interface RecordedPicture {
  /** As in the link; null for a picture of the viewer's own. */
  readonly link: string | null;
  readonly name: string;
  /** Of the file. */
  readonly sha256: string;
  /** The upright picture's own size, in pixels. */
  readonly width: number;
  readonly height: number;
  /** The part that the network was shown, in the same pixels. */
  readonly crop: Crop;
  /** What the network saw; null where only numbers were written down. */
  readonly seen: NetworkPicture | null;
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
  readonly model: RecordedModel;
  readonly picture: RecordedPicture;
  readonly spec: RunSpec;
  readonly predictions: readonly Prediction[];
  /** What the viewer compared with the rest of the picture, of what the network sees; null for nothing. */
  readonly foreground: ForegroundRecord | null;
  /** In the order of the network. */
  readonly layers: readonly LayerRecord[];
}
