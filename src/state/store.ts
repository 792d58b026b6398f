/** The page's slow state: what is chosen, loaded and to be told. What streams in during a run lives in live.ts. */
import { create } from 'zustand';
import type { Crop, CropWindow } from '../core/cropWindow';
import type { CatalogueEntry, ModelCard, SamplePicture } from '../core/modelCard';
import type { ModelChoices } from '../core/modelChoices';
import type { RunSpec } from '../core/spec';
import type { BackendInfo, LayerInfo, LoadedModel, NetworkPicture, Prediction } from '../engine/protocol';
import type { FittedPicture } from '../pictures/fitToNetwork';
import type { OpenedPicture } from '../pictures/openPicture';
import type { LinkForeground } from '../link/foreground';
import type { ForegroundEntry } from './foregroundEntry';
import type { RunRecord } from '../records/runRecord';
import type { Message, MessageAction, MessageKind, MessageTopic } from './messages';
import { withMessage, withoutTopic } from './messages';
import type { Setup } from './setup';
import { DEFAULT_SETUP } from './setup';
import type { ViewSettings } from './viewSettings';
import { DEFAULT_VIEW } from './viewSettings';

export type RunStatus = 'idle' | 'running' | 'done' | 'cancelled' | 'failed';

/** The network on the table; `loaded` is null while only its card is known. */
export interface TableModel {
  /** As in the link; null for dropped files, which a link cannot carry. */
  readonly link: string | null;
  readonly card: ModelCard;
  /** Shapes are empty until the network is loaded. */
  readonly layers: readonly LayerInfo[];
  readonly loaded: LoadedModel | null;
  /** What the viewer decided of how it is fed and read; absent: nothing. */
  readonly choices?: ModelChoices;
  /** Known from the record that is shown and no more, until it is loaded. */
  readonly isRecorded?: true;
}

export interface TablePicture {
  /** As in the link; null for dropped pictures. */
  readonly link: string | null;
  readonly opened: OpenedPicture;
  /** The part of it that the network is shown; null for the centre. */
  readonly window: CropWindow | null;
  /** True class of a sample, where known. */
  readonly trueLabel: string | null;
  /** A grey sheet in the place of a picture whose pixels are nowhere to be had: nothing can be computed on it. */
  readonly isMissing?: true;
}

/** What the maps on the table were computed from: they outlive a change of the choices until the next run. */
export interface ShownRun {
  readonly spec: RunSpec;
  readonly model: LoadedModel;
  readonly picture: TablePicture;
  /** As in the link; null for a network of the viewer's own. */
  readonly modelLink: string | null;
  readonly modelChoices: ModelChoices | null;
  /** The part of the picture that the network saw, in its pixels, and what it saw of it. */
  readonly crop: Crop;
  readonly seen: NetworkPicture;
  readonly backend: BackendInfo;
  readonly createdAt: Date;
  /** What it is shown from, where it was not computed on this table but written down before. */
  readonly record?: RunRecord;
}

export interface AppState {
  readonly backend: BackendInfo | null;
  readonly engineFailure: string | null;
  readonly catalogue: readonly CatalogueEntry[];
  readonly samples: readonly SamplePicture[];
  readonly model: TableModel | null;
  /** Title of the network that is being loaded. */
  readonly modelLoading: string | null;
  readonly picture: TablePicture | null;
  /** The picture cut to the size of the network on the table. */
  readonly fitted: FittedPicture | null;
  readonly predictions: readonly Prediction[] | null;
  /** By foregroundKey: a picture that comes back finds its foreground again. */
  readonly foregrounds: ReadonlyMap<string, ForegroundEntry>;
  /** Of a link whose picture and network are not on the table yet; `image` is the picture that it belongs to, if named. */
  readonly linkForeground: { readonly foreground: LinkForeground; readonly image: string | null } | null;
  readonly setup: Setup;
  /** Keys of the link that this version does not know; written back as they came. */
  readonly linkRest: ReadonlyMap<string, string>;
  readonly runStatus: RunStatus;
  /** Whether a run starts as soon as network and picture are there. */
  readonly runWanted: boolean;
  readonly shownRun: ShownRun | null;
  /** Where the browser cannot compute: the run that is shown instead. */
  readonly recording: RunRecord | null;
  readonly view: ViewSettings;
  readonly messages: readonly Message[];
}

export const INITIAL_STATE: AppState = {
  backend: null,
  engineFailure: null,
  catalogue: [],
  samples: [],
  model: null,
  modelLoading: null,
  picture: null,
  fitted: null,
  predictions: null,
  foregrounds: new Map(),
  linkForeground: null,
  setup: DEFAULT_SETUP,
  linkRest: new Map(),
  runStatus: 'idle',
  runWanted: false,
  shownRun: null,
  recording: null,
  view: DEFAULT_VIEW,
  messages: [],
};

export const useApp = create<AppState>()(() => INITIAL_STATE);

export const readApp = useApp.getState;
export const writeApp = useApp.setState;

export function tell(kind: MessageKind, topic: MessageTopic, ...lines: readonly string[]): void {
  writeApp((state) => ({ messages: withMessage(state.messages, kind, topic, lines) }));
}

/** A note with a button. */
export function offer(topic: MessageTopic, action: MessageAction, ...lines: readonly string[]): void {
  writeApp((state) => ({ messages: withMessage(state.messages, 'note', topic, lines, action) }));
}

export function clearTopic(topic: MessageTopic): void {
  writeApp((state) => ({ messages: withoutTopic(state.messages, topic) }));
}

export function dismissMessage(id: number): void {
  writeApp((state) => ({ messages: state.messages.filter((message) => message.id !== id) }));
}
