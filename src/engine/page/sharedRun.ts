/**
 * One run whose layers are split over several workers ("lanes"), seen as one stream of events. A layer's result does not
 * depend on which other layers its worker has, so the split changes the pace and nothing else. A lane that has nothing to do takes
 * parts of the others' batches.
 */
import type { NetworkVariant } from '../../core/spec';
import type { AssistanceEvent, EngineErrorData, NetworkPicture, RunEvent, RunId, WorkerRequest, WorkId } from '../protocol';

type RunProgress = Extract<RunEvent, { type: 'runProgress' }>;

export interface Lane {
  post(request: WorkerRequest): void;
}

/** What a lane without layers needs to know to help with this run. */
export interface HelpTerms {
  readonly picture: NetworkPicture;
  readonly variant: NetworkVariant | null;
}

interface LaneState {
  readonly layerIds: Set<string>;
  progress: RunProgress | null;
  end: RunEvent | null;
}

/** A lane that joins late takes no layer that has come further than this share of its passes. */
const MOST_SHARE_DONE_TO_MOVE = 0.3;

export class SharedRun {
  readonly id: RunId;
  private readonly layerIds: readonly string[];
  private readonly requestFor: (layerIds: readonly string[]) => WorkerRequest;
  private readonly onEvent: (event: RunEvent) => void;
  private readonly onEnd: (error: EngineErrorData | null) => void;
  private readonly lanes = new Map<Lane, LaneState>();
  private readonly shareDone = new Map<string, number>();
  /** Lanes that hold the network, with layers or without. */
  private readonly present = new Set<Lane>();
  /** Lanes that have somebody else's part of a batch, and whose it is. */
  private readonly helping = new Map<Lane, { readonly asker: Lane; readonly workId: WorkId }>();
  /** null: nobody may help, or the run is of a kind that cannot be helped. */
  private help: HelpTerms | null;
  private saidFree = false;
  private readonly started = performance.now();
  private isCancelled = false;

  /** @param requestFor what a lane is asked to do with its share of the layers */
  constructor(
    id: RunId, layerIds: readonly string[], requestFor: (layerIds: readonly string[]) => WorkerRequest,
    onEvent: (event: RunEvent) => void, onEnd: (error: EngineErrorData | null) => void, help: HelpTerms | null = null,
  ) {
    this.help = help;
    this.id = id;
    this.layerIds = layerIds;
    this.requestFor = requestFor;
    this.onEvent = onEvent;
    this.onEnd = onEnd;
  }

  start(lanes: readonly Lane[]): void {
    for (const lane of lanes) this.present.add(lane);
    const used = lanes.slice(0, Math.max(1, this.layerIds.length));
    splitLayers(this.layerIds, used.length).forEach((layerIds, index) => this.give(used[index]!, layerIds));
    this.tellOfHelp();
  }

  /** Moves layers that have hardly begun to a lane that has become free. */
  join(lane: Lane): void {
    if (this.isCancelled || this.lanes.size === 0 || this.lanes.has(lane)) return;
    this.present.add(lane);
    this.takeOver(lane);
    this.tellOfHelp();
  }

  private takeOver(lane: Lane): void {
    const [from, state] = [...this.lanes].reduce((a, b) => (b[1].layerIds.size > a[1].layerIds.size ? b : a));
    if (state.end) return;
    const share = splitLayers([...state.layerIds], 2)[1]!;
    const moved = share.filter((id) => (this.shareDone.get(id) ?? 0) <= MOST_SHARE_DONE_TO_MOVE);
    if (moved.length === 0) return;
    for (const id of moved) state.layerIds.delete(id);
    from.post({ type: 'releaseLayers', runId: this.id, layerIds: moved });
    this.give(lane, moved);
  }

  /** Another network is on its way to the lanes: from now on each computes its own layers alone. */
  refuseHelp(): void {
    this.help = null;
    this.tellOfHelp();
  }

  cancel(): void {
    this.isCancelled = true;
    for (const lane of this.lanes.keys()) lane.post({ type: 'cancelRun', runId: this.id });
  }

  receive(lane: Lane, event: RunEvent | AssistanceEvent): void {
    if (event.runId !== this.id) return;
    if (event.type === 'assistanceGiven') return this.handBack(lane, event);
    const state = this.lanes.get(lane);
    if (!state) return;
    switch (event.type) {
      case 'assistanceWanted':
        return this.passOn(lane, event);
      case 'layer':
        // A late word on a layer that another lane has taken over.
        if (!state.layerIds.has(event.progress.layerId)) return;
        // A metric without backward passes has no limit of them: its layers may move at any time.
        this.shareDone.set(event.progress.layerId, event.progress.passLimit > 0 ? event.progress.passes / event.progress.passLimit : 0);
        return this.onEvent(event);
      case 'reconstructions':
        if (state.layerIds.has(event.layerId)) this.onEvent(event);
        return;
      case 'decoderProgress':
        if (!state.layerIds.has(event.layerId)) return;
        this.shareDone.set(event.layerId, event.step / event.steps);
        return this.onEvent(event);
      case 'decoderDone':
        if (state.layerIds.has(event.decoder.layerId)) this.onEvent(event);
        return;
      case 'runProgress':
        state.progress = event;
        return this.reportProgress();
      case 'runCancelled':
        // One lane ends early when its network is replaced; then the others must too.
        if (!this.isCancelled) this.cancel();
        return this.endLane(state, event);
      default:
        return this.endLane(state, event);
    }
  }

  private give(lane: Lane, layerIds: readonly string[]): void {
    this.lanes.set(lane, { layerIds: new Set(layerIds), progress: null, end: null });
    lane.post(this.requestFor(layerIds));
  }

  private freeLane(): Lane | null {
    return (this.help && [...this.present].find((lane) => this.lanes.get(lane)?.end !== null && !this.helping.has(lane))) ?? null;
  }

  /** Said to those who work, when it changes. */
  private tellOfHelp(): void {
    const areFree = this.freeLane() !== null;
    if (areFree === this.saidFree) return;
    this.saidFree = areFree;
    for (const [lane, { end }] of this.lanes) if (end === null) lane.post({ type: 'helpersFree', runId: this.id, areFree });
  }

  private passOn(asker: Lane, { workId, work }: Extract<AssistanceEvent, { type: 'assistanceWanted' }>): void {
    const { help } = this;
    const helper = this.freeLane();
    if (!help || !helper) return asker.post({ type: 'assisted', runId: this.id, workId, result: null });
    this.helping.set(helper, { asker, workId });
    helper.post({ type: 'assist', runId: this.id, workId, work, ...help });
    this.tellOfHelp();
  }

  private handBack(helper: Lane, { workId, result }: Extract<AssistanceEvent, { type: 'assistanceGiven' }>): void {
    const helped = this.helping.get(helper);
    if (helped?.workId !== workId) return;
    this.helping.delete(helper);
    // First, because the asker goes on at once when it has its result.
    this.tellOfHelp();
    helped.asker.post({ type: 'assisted', runId: this.id, workId, result });
  }

  private secondsElapsed(): number {
    return (performance.now() - this.started) / 1000;
  }

  private reportProgress(): void {
    const states = [...this.lanes.values()];
    const parts = states.flatMap(({ progress }) => progress ?? []);
    const open = states.filter(({ end }) => end === null);
    const left = open.map(({ progress }) => progress?.secondsLeft ?? null);
    this.onEvent({
      type: 'runProgress',
      runId: this.id,
      passes: parts.reduce((sum, part) => sum + part.passes, 0),
      passLimit: parts.reduce((sum, part) => sum + part.passLimit, 0),
      secondsElapsed: this.secondsElapsed(),
      secondsLeft: left.includes(null) ? null : Math.max(0, ...(left as number[])),
    });
  }

  private endLane(state: LaneState, event: RunEvent): void {
    state.end = event;
    this.tellOfHelp();
    const ends = [...this.lanes.values()].map(({ end }) => end);
    if (ends.includes(null)) return;
    const failures = ends.flatMap((end) => (end?.type === 'runFailed' ? [end] : []));
    if (ends.some((end) => end?.type === 'runCancelled')) {
      this.onEvent({ type: 'runCancelled', runId: this.id });
      return this.onEnd(null);
    }
    if (failures.length === ends.length) {
      this.onEvent(failures[0]!);
      return this.onEnd(failures[0]!.error);
    }
    this.onEvent({ type: 'runDone', runId: this.id, secondsElapsed: this.secondsElapsed() });
    this.onEnd(null);
  }
}

/**
 * The costliest layer first, each to the hand that has least to do. Late layers take more passes, and each of those goes deeper:
 * the cube of a layer's place follows ResNet-20's and SSD-MobileNetV2's times well enough to balance two workers.
 * Within a hand layers stay in the order of the network.
 */
export function splitLayers(layerIds: readonly string[], hands: number): string[][] {
  const dealt = Array.from({ length: hands }, () => ({ cost: 0, places: [] as number[] }));
  for (let place = layerIds.length - 1; place >= 0; place--) {
    const hand = dealt.reduce((least, other) => (other.cost < least.cost ? other : least));
    hand.cost += (place + 1) ** 3;
    hand.places.push(place);
  }
  return dealt.map(({ places }) => places.toReversed().map((place) => layerIds[place]!));
}
