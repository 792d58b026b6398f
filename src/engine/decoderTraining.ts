/**
 * Trains decoders on the pictures at hand: one forward pass of the frozen network gives every layer its features, then each
 * decoder takes its step. Cancelled between steps; what a layer learns depends on the seed, not on which layers train beside it.
 */
import * as tf from '@tensorflow/tfjs';
import { augmentPicture, seededOrder } from '../core/augmentPicture';
import { toTensor } from '../metrics/noisyPictures';
import { decoderInfo } from '../models/decoderShelf';
import type { DecoderStore } from '../models/decoderStore';
import { DecoderTrainer } from '../models/decoderTrainer';
import type { LoadedNetwork } from '../models/loadNetwork';
import { EngineFailure } from './failure';
import type { DecoderTrainingSpec, LayerInfo, NetworkPicture, RunEvent, RunId } from './protocol';
import { chosenLayers, refusePicture } from './runParts';

export interface DecoderTrainingContext {
  readonly runId: RunId;
  readonly training: DecoderTrainingSpec;
  readonly loaded: LoadedNetwork;
  readonly store: DecoderStore;
  /** Whether the browser itself keeps what was put into the store, or this worker only remembers it. */
  isKept(networkSha256: string, layerId: string): boolean;
  readonly signal: AbortSignal;
  /** Layers that another worker has taken over; may grow while training goes on. */
  readonly released: ReadonlySet<string>;
  emit(event: RunEvent): void;
  /** Awaited between steps, so that a cancel can arrive. */
  pause(): Promise<void>;
  /** Milliseconds since 1970, for the record. */
  now(): number;
}

const BATCH = 8;
/** With fewer pictures than this, none is held back. */
const LEAST_PICTURES_TO_HOLD_BACK = 5;
const HELD_OUT_SHARE = 0.2;
/** Pictures that a channel's mean and spread are taken from. */
const MOST_STATISTICS_PICTURES = 64;
const STEPS_PER_VALIDATION = 50;
/** The training error that is told remembers about this many steps. */
const ERROR_MEMORY = 20;
const PROGRESS_INTERVAL_MS = 200;
/** Below this many pictures there is something to warn of; the shipped decoders have seen 50 000. */
const FEW_PICTURES = 1000;
/** Keep the random numbers of one use of the seed apart from another's. */
const ORDER_SEED = 0x1b873593;
const VARIATION_SEED = 0x2545f491;

/** @throws EngineFailure where the training cannot start, or ends in numbers that are not finite */
export async function driveDecoderTraining(context: DecoderTrainingContext): Promise<void> {
  const { training, loaded, signal, runId } = context;
  const started = performance.now();
  const layers = chosenLayers(loaded, training);
  refuseTraining(training, loaded);
  const { learnt, heldOut } = splitPictures(training);
  const lanes: TrainingLane[] = [];
  try {
    await openLanes(context, layers, learnt, lanes);
    for (let step = 0; step < training.steps && !signal.aborted; step++) {
      const open = lanes.filter(({ trainer }) => !context.released.has(trainer.layerId));
      if (open.length === 0) break;
      await trainStep(context, open, learnt, step);
      const isLast = step + 1 === training.steps;
      if (isLast || (step + 1) % STEPS_PER_VALIDATION === 0) await validate(context, open, heldOut);
      tellProgress(context, open, step + 1, (performance.now() - started) / 1000, isLast);
      await context.pause();
    }
    if (signal.aborted) return context.emit({ type: 'runCancelled', runId });
    for (const lane of lanes) {
      if (!context.released.has(lane.trainer.layerId)) await keep(context, lane, learnt.length, heldOut.length);
    }
    context.emit({ type: 'runDone', runId, secondsElapsed: (performance.now() - started) / 1000 });
  } finally {
    for (const { trainer } of lanes) trainer.dispose();
  }
}

interface TrainingLane {
  readonly trainer: DecoderTrainer;
  readonly layer: LayerInfo;
  trainError: number | null;
  heldOutError: number | null;
  lastTold: number;
}

function refuseTraining({ pictures, steps }: DecoderTrainingSpec, loaded: LoadedNetwork): void {
  if (pictures.length === 0) {
    throw new EngineFailure('spec-invalid', 'There is no picture to train a decoder on. Open one, or take the samples.');
  }
  if (!Number.isInteger(steps) || steps < 1) {
    throw new EngineFailure('spec-invalid', `The number of training steps must be a whole number above 0; it is ${steps}.`);
  }
  for (const picture of pictures) refusePicture(picture, loaded);
}

/** Held back are the last of a seeded order: a fifth, where there are enough to spare some. */
function splitPictures({ pictures, seed }: DecoderTrainingSpec) {
  const order = seededOrder(pictures.length, seed ^ ORDER_SEED, 0).map((index) => pictures[index]!);
  const held = pictures.length < LEAST_PICTURES_TO_HOLD_BACK ? 0 : Math.max(1, Math.round(HELD_OUT_SHARE * pictures.length));
  return { learnt: order.slice(0, order.length - held), heldOut: order.slice(order.length - held) };
}

/** One trainer a layer, each pushed as soon as it is made. */
async function openLanes(
  { training, loaded }: DecoderTrainingContext, layers: readonly LayerInfo[], learnt: readonly NetworkPicture[], lanes: TrainingLane[],
): Promise<void> {
  const { width, height } = loaded.network.card.input;
  const some = learnt.slice(0, MOST_STATISTICS_PICTURES).map(({ rgb }) => rgb);
  const features = featuresOf(loaded, layers, some);
  try {
    layers.forEach((layer, index) => {
      const trainer = new DecoderTrainer(layer.id, layer.shape, { width, height }, features[index]!, training.steps, training.seed, layer.depth);
      lanes.push({ trainer, layer, trainError: null, heldOutError: null, lastTold: -Infinity });
    });
  } finally {
    tf.dispose(features);
  }
}

/** Each layer's features of the pictures, [pictures, ...]; as many at a time as a step has, or as the network takes. */
function featuresOf({ network }: LoadedNetwork, layers: readonly LayerInfo[], pictures: readonly Float32Array[]): tf.Tensor[] {
  const { width, height } = network.card.input;
  const atOnce = Math.min(BATCH, network.maxBatch);
  const layerIds = layers.map(({ id }) => id);
  return tf.tidy(() => {
    const parts: tf.Tensor[][] = [];
    for (let first = 0; first < pictures.length; first += atOnce) {
      const some = pictures.slice(first, first + atOnce);
      parts.push(tf.tidy(() => network.features(tf.tensor4d(concatenate(some), [some.length, height, width, 3]), layerIds)));
    }
    return layerIds.map((_, index) => (parts.length === 1 ? parts[0]![index]! : tf.concat(parts.map((part) => part[index]!), 0)));
  });
}

async function trainStep(
  { training, loaded }: DecoderTrainingContext, lanes: readonly TrainingLane[], learnt: readonly NetworkPicture[], step: number,
): Promise<void> {
  const pictures = Array.from({ length: BATCH }, (_, place) => {
    const index = step * BATCH + place;
    const pass = Math.floor(index / learnt.length);
    const order = seededOrder(learnt.length, training.seed ^ ORDER_SEED, 1 + pass);
    const { rgb, width, height } = learnt[order[index % learnt.length]!]!;
    return augmentPicture(rgb, width, height, training.seed ^ VARIATION_SEED, index);
  });
  const { width, height } = loaded.network.card.input;
  const target = tf.tensor4d(concatenate(pictures), [BATCH, height, width, 3]);
  const features = featuresOf(loaded, lanes.map(({ layer }) => layer), pictures);
  try {
    for (const [index, lane] of lanes.entries()) {
      const error = await lane.trainer.step(features[index]!, target);
      if (!Number.isFinite(error)) {
        throw new EngineFailure('internal', `Training the decoder of layer "${lane.layer.id}" ran away at step ${step + 1}: its error is ${error}. Try another seed.`);
      }
      lane.trainError = lane.trainError === null ? error : lane.trainError + (error - lane.trainError) / ERROR_MEMORY;
    }
  } finally {
    tf.dispose([target, ...features]);
  }
}

/** On the pictures held back, as they are. */
async function validate({ loaded }: DecoderTrainingContext, lanes: readonly TrainingLane[], heldOut: readonly NetworkPicture[]): Promise<void> {
  const errors = lanes.map(() => 0);
  for (const picture of heldOut) {
    const target = toTensor(picture.rgb, picture);
    const features = featuresOf(loaded, lanes.map(({ layer }) => layer), [picture.rgb]);
    for (const [index, { trainer }] of lanes.entries()) errors[index]! += await trainer.squaredError(features[index]!, target);
    tf.dispose([target, ...features]);
  }
  if (heldOut.length > 0) lanes.forEach((lane, index) => (lane.heldOutError = errors[index]! / heldOut.length));
}

const psnrDb = (error: number | null) => (error === null ? null : -10 * Math.log10(Math.max(error, 1e-12)));

function tellProgress(
  { emit, runId, training }: DecoderTrainingContext, lanes: readonly TrainingLane[], step: number, secondsElapsed: number, isLast: boolean,
): void {
  const now = performance.now();
  for (const lane of lanes) {
    if (!isLast && now - lane.lastTold < PROGRESS_INTERVAL_MS) continue;
    lane.lastTold = now;
    emit({
      type: 'decoderProgress', runId, layerId: lane.layer.id, step, steps: training.steps, trainPsnrDb: psnrDb(lane.trainError),
      heldOutPsnrDb: psnrDb(lane.heldOutError), secondsLeft: (secondsElapsed / step) * (training.steps - step),
    });
  }
}

async function keep(context: DecoderTrainingContext, lane: TrainingLane, trainingPictures: number, heldOutPictures: number): Promise<void> {
  const { training, loaded, store, runId } = context;
  const { sha256, card } = loaded.description;
  const { width, height } = card.input;
  const weights = (await lane.trainer.exported()).buffer;
  const kept = {
    networkSha256: sha256, networkTitle: card.title, layerId: lane.layer.id, featureShape: lane.layer.shape, picture: { width, height },
    trainingPictures, heldOutPictures, trainPsnrDb: psnrDb(lane.trainError)!, heldOutPsnrDb: psnrDb(lane.heldOutError),
    steps: training.steps, seed: training.seed, savedAt: new Date(context.now()).toISOString(), bytes: weights.byteLength, weights,
  };
  await store.put(kept);
  const isKept = context.isKept(sha256, lane.layer.id);
  context.emit({ type: 'decoderDone', runId, decoder: decoderInfo(kept), warning: warningOf(trainingPictures, kept.heldOutPsnrDb, isKept) });
}

/** What so few pictures are worth, and where the decoder stays; null where there is nothing to say. */
function warningOf(pictures: number, heldOutPsnrDb: number | null, isKept: boolean): string | null {
  const sentences: string[] = [];
  if (pictures < FEW_PICTURES) {
    sentences.push(
      `Trained on ${pictures} ${pictures === 1 ? 'picture' : 'pictures'} only, where shipped decoders have seen 50 000: what it cannot restore may be ` +
      'its own ignorance as much as the layer’s. Compare layers that were trained alike, and pictures that resemble these.',
    );
    if (heldOutPsnrDb === null) sentences.push('No picture could be held back to measure it on; have at least 5 at hand.');
  }
  if (!isKept) sentences.push('This browser does not allow it to be kept: it is gone when the page is closed, and other threads do not have it.');
  return sentences.length > 0 ? sentences.join(' ') : null;
}

function concatenate(pictures: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(pictures.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const picture of pictures) {
    all.set(picture, offset);
    offset += picture.length;
  }
  return all;
}
