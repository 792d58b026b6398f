/**
 * A computation on WebGPU, recorded once and played again with other numbers. tfjs prepares every kernel anew in every batch (shape
 * checks, uniforms, bindings); on a fast GPU that takes far longer than the kernels do: 12 ms against 1 for ResNet-20's last
 * block on an H200. The recorded dispatches keep their buffers, so that a batch is: write the inputs, dispatch, read the outputs.
 *
 * Recordings share the buffers of what lies between inputs and outputs, because one plays at a time. What was uploaded on the way
 * (constants, uniforms) stays as it was recorded; so a computation that takes other ways for other numbers must not be recorded, and each
 * recording is tried on numbers whose outcome is known before it is trusted.
 */
import * as tf from '@tensorflow/tfjs';
import { Arena, RecordingBuffers } from './recordingBuffers';
import { valuesOf } from './valuesOf';
import { asWebgpuBackend, flush, type WebgpuBackend } from './webgpuBackend';

type Numbers = Float32Array | Int32Array;

export interface RecordedInput {
  /** A tensor's are copied on the GPU. */
  readonly values: Numbers | tf.Tensor;
  readonly shape: readonly number[];
}

export interface Computation<Name extends string> {
  readonly inputs: Readonly<Record<Name, RecordedInput>>;
  /** Called inside a tidy; the same kernels in the same order, whatever the numbers. */
  compute(inputs: Readonly<Record<Name, tf.Tensor>>): { readonly read: readonly tf.Tensor[]; readonly kept: readonly tf.Tensor[] };
}

export interface Computed {
  /** The numbers of the outputs to be read. */
  readonly read: readonly Float32Array[];
  /** The outputs that stay on the GPU; the caller disposes of them. */
  readonly kept: readonly tf.Tensor[];
}

interface Dispatch {
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
  readonly groups: readonly [number, number, number];
}

interface Output {
  readonly buffer: GPUBuffer;
  readonly shape: readonly number[];
}

/** Of a trial's largest number: how far its outcome may be from the known one. */
const MOST_DEVIATION = 1e-4;

/** Of one owner: five kinds for each of fifty layers. */
const MOST_RECORDINGS = 250;

/** One computation's way from a plain run to a recording. */
class Recording<Name extends string> {
  private readonly backend: WebgpuBackend;
  private readonly arena: Arena;
  private readonly buffers: Readonly<Record<Name, GPUBuffer>>;
  private readonly tensors: Readonly<Record<Name, tf.Tensor>>;
  /** The first run's, to try the recording on. */
  private known: { readonly inputs: Readonly<Record<Name, Numbers | tf.Tensor>>; readonly read: readonly Float32Array[] } | null = null;
  private dispatches: readonly Dispatch[] = [];
  private outputs: { readonly read: readonly Output[]; readonly kept: readonly Output[] } | null = null;
  private staging: GPUBuffer | null = null;
  private isUnfit = false;
  private running = 0;
  private last: Promise<unknown> = Promise.resolve();

  constructor(backend: WebgpuBackend, arena: Arena, { inputs }: Computation<Name>) {
    this.backend = backend;
    this.arena = arena;
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    this.buffers = mapped(inputs, ({ shape }) => backend.device.createBuffer({ size: 4 * tf.util.sizeFromShape([...shape]), usage }));
    this.tensors = mapped(inputs, ({ values, shape }, name) => tf.tidy(() =>
      tf.keep(backend.createTensorFromGPUData({ buffer: this.buffers[name], zeroCopy: true }, [...shape], values instanceof Int32Array ? 'int32' : 'float32'))));
  }

  /** One at a time: the inputs' and outputs' buffers serve every run. */
  run(computation: Computation<Name>): Promise<Computed> {
    this.running++;
    const run = this.last.then(() => this.next(computation)).finally(() => this.running--);
    this.last = run.catch(() => undefined);
    return run;
  }

  get isIdle(): boolean {
    return this.running === 0;
  }

  dispose(): void {
    tf.dispose(Object.values<tf.Tensor>(this.tensors));
    this.forgetKnown();
    for (const buffer of Object.values<GPUBuffer>(this.buffers)) buffer.destroy();
    this.releaseOutputs();
    this.staging?.destroy();
  }

  private async next(computation: Computation<Name>): Promise<Computed> {
    const values = mapped(computation.inputs, (input) => input.values);
    if (this.outputs) return this.play(values);
    if (this.isUnfit || !this.known) return this.runPlainly(computation, values);
    const computed = await this.record(computation, values);
    if (!computed) return this.runPlainly(computation, values);
    await this.tryOut();
    return computed;
  }

  private async runPlainly(computation: Computation<Name>, values: Readonly<Record<Name, Numbers | tf.Tensor>>): Promise<Computed> {
    this.fillNow(values);
    const { read, kept } = tensorsOf(computation, () => this.tensors);
    const numbers = await valuesOf(read);
    if (!this.isUnfit) {
      this.forgetKnown();
      this.known = { inputs: mapped(values, (value) => (value instanceof tf.Tensor ? tf.tidy(() => tf.keep(value.clone())) : value.slice())), read: numbers };
    }
    return { read: numbers, kept };
  }

  /** Runs as ever, and notes what was dispatched; null where that cannot be recorded. */
  private async record(computation: Computation<Name>, values: Readonly<Record<Name, Numbers | tf.Tensor>>): Promise<Computed | null> {
    const { backend } = this;
    this.fillNow(values);
    const { bufferManager, device } = backend;
    const dispatches: Dispatch[] = [];
    let bindGroup: GPUBindGroup | null = null;
    backend.bufferManager = new RecordingBuffers(device, this.arena, bufferManager);
    device.createBindGroup = (descriptor) => (bindGroup = GPUDevice.prototype.createBindGroup.call(device, descriptor));
    backend.recordAndSubmit = (program, ...rest) => {
      (Object.getPrototypeOf(backend) as WebgpuBackend).recordAndSubmit.call(backend, program, ...rest);
      if (!bindGroup || !program.pipeline || program.pipeline instanceof Promise) throw new Error('a kernel without a pipeline');
      dispatches.push({ pipeline: program.pipeline, bindGroup, groups: program.dispatch });
    };
    try {
      const { read, kept } = tensorsOf(computation, () => this.tensors);
      flush(backend);
      if ([...read, ...kept].every((tensor) => this.isComputed(tensor))) {
        this.dispatches = dispatches;
        this.outputs = { read: read.map((tensor) => this.takeOver(tensor)), kept: kept.map((tensor) => this.takeOver(tensor)) };
      } else {
        this.isUnfit = true;
        tf.dispose([...read, ...kept]);
      }
    } catch {
      // A plain run says what is wrong, if that is wrong as well. What was begun gives its buffers back where they came from.
      this.isUnfit = true;
      flush(backend);
    } finally {
      backend.bufferManager = bufferManager;
      Reflect.deleteProperty(device, 'createBindGroup');
      Reflect.deleteProperty(backend, 'recordAndSubmit');
    }
    return this.outputs ? this.readOut(device.createCommandEncoder()) : null;
  }

  /** On the GPU, by what was recorded. */
  private isComputed({ dataId }: tf.Tensor): boolean {
    const { resource } = this.backend.tensorMap.get(dataId);
    return resource !== null && resource !== undefined && this.arena.owns(resource);
  }

  /** Its buffer is ours from now on. */
  private takeOver(tensor: tf.Tensor): Output {
    const data = this.backend.tensorMap.get(tensor.dataId);
    const buffer = data.resource!;
    data.external = true;
    tensor.dispose();
    return { buffer, shape: tensor.shape };
  }

  private play(values: Readonly<Record<Name, Numbers | tf.Tensor>>): Promise<Computed> {
    const encoder = this.backend.device.createCommandEncoder();
    this.fill(values, encoder);
    const pass = encoder.beginComputePass();
    for (const { pipeline, bindGroup, groups } of this.dispatches) {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindGroup);
      pass.dispatchWorkgroups(...groups);
    }
    pass.end();
    return this.readOut(encoder);
  }

  /** On the first run's numbers; what does not come out as it did then is never played again. */
  private async tryOut(): Promise<void> {
    const { known } = this;
    if (!known) return;
    const { read, kept } = await this.play(known.inputs);
    tf.dispose(kept as tf.Tensor[]);
    if (!read.every((numbers, index) => isClose(numbers, known.read[index]!))) {
      this.releaseOutputs();
      this.dispatches = [];
      this.isUnfit = true;
    }
    this.forgetKnown();
  }

  private releaseOutputs(): void {
    for (const { buffer } of [...(this.outputs?.read ?? []), ...(this.outputs?.kept ?? [])]) this.arena.release(buffer);
    this.outputs = null;
  }

  private forgetKnown(): void {
    if (this.known) tf.dispose(Object.values(this.known.inputs).filter((value): value is tf.Tensor => value instanceof tf.Tensor));
    this.known = null;
  }

  private fillNow(values: Readonly<Record<Name, Numbers | tf.Tensor>>): void {
    const encoder = this.backend.device.createCommandEncoder();
    this.fill(values, encoder);
    this.submit(encoder);
  }

  private fill(values: Readonly<Record<Name, Numbers | tf.Tensor>>, encoder: GPUCommandEncoder): void {
    const { backend, buffers } = this;
    for (const name of Object.keys(values) as Name[]) {
      const given = values[name];
      if (!(given instanceof tf.Tensor)) {
        backend.queue.writeBuffer(buffers[name], 0, given.buffer as ArrayBuffer, given.byteOffset, given.byteLength);
        continue;
      }
      backend.uploadToGPU(given.dataId);
      encoder.copyBufferToBuffer(backend.tensorMap.get(given.dataId).resource!, 0, buffers[name], 0, buffers[name].size);
    }
  }

  /** Behind all that tfjs has recorded so far. */
  private submit(encoder: GPUCommandEncoder): void {
    flush(this.backend);
    this.backend.queue.submit([encoder.finish()]);
  }

  private async readOut(encoder: GPUCommandEncoder): Promise<Computed> {
    const { backend } = this;
    const { read, kept } = this.outputs!;
    const size = read.reduce((sum, { buffer }) => sum + buffer.size, 0);
    const staging = (this.staging ??= backend.device.createBuffer({ size, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ }));
    let offset = 0;
    for (const { buffer } of read) {
      encoder.copyBufferToBuffer(buffer, 0, staging, offset, buffer.size);
      offset += buffer.size;
    }
    const tensors = kept.map(({ buffer, shape }) => {
      const info = backend.makeTensorInfo([...shape], 'float32');
      backend.uploadToGPU(info.dataId);
      encoder.copyBufferToBuffer(buffer, 0, backend.tensorMap.get(info.dataId).resource!, 0, buffer.size);
      return tf.engine().makeTensorFromTensorInfo(info);
    });
    this.submit(encoder);
    await staging.mapAsync(GPUMapMode.READ);
    const all = new Float32Array(staging.getMappedRange().slice(0));
    staging.unmap();
    let start = 0;
    const numbers = read.map(({ buffer }) => all.subarray(start, (start += buffer.size / 4)));
    return { read: numbers, kept: tensors };
  }
}

/** What it computes of the inputs; all else that is made on the way is disposed of. */
function tensorsOf<Name extends string>({ compute }: Computation<Name>, inputs: () => Readonly<Record<Name, tf.Tensor>>): { readonly read: tf.Tensor[]; readonly kept: tf.Tensor[] } {
  return tf.tidy(() => {
    const { read, kept } = compute(inputs());
    return { read: [...read], kept: [...kept] } as unknown as tf.TensorContainer;
  }) as unknown as { read: tf.Tensor[]; kept: tf.Tensor[] };
}

function isClose(numbers: Float32Array, known: Float32Array): boolean {
  const most = known.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  return numbers.every((value, i) => Math.abs(value - known[i]!) <= MOST_DEVIATION * most);
}

function mapped<Name extends string, From, To>(record: Readonly<Record<Name, From>>, change: (value: From, name: Name) => To): Record<Name, To> {
  return Object.fromEntries((Object.entries(record) as [Name, From][]).map(([name, value]) => [name, change(value, name)])) as Record<Name, To>;
}

const recordings = new Map<object, Map<string, Recording<string>>>();
let arena: Arena | null = null;

/**
 * Runs a computation, from its third time on as a recording. Only on WebGPU.
 * @param owner whose weights it uses; `forgetRecordings` when these are disposed of
 * @param key tells it from the owner's others: computations of one key have the same kernels and shapes
 */
export function runRecorded<Name extends string>(owner: object, key: string, computation: Computation<Name>): Promise<Computed> {
  const backend = asWebgpuBackend(tf.backend());
  if (arena?.device !== backend.device) {
    // The backend was started anew: what was recorded went with the old one.
    recordings.clear();
    arena = new Arena(backend.device);
  }
  const own = recordings.get(owner) ?? new Map<string, Recording<string>>();
  recordings.set(owner, own);
  const recording = (own.get(key) as Recording<Name> | undefined) ?? new Recording(backend, arena, computation);
  // The latest last.
  own.delete(key);
  own.set(key, recording as unknown as Recording<string>);
  if (own.size > MOST_RECORDINGS) forgetOldest(own);
  return recording.run(computation);
}

function forgetOldest(own: Map<string, Recording<string>>): void {
  const [key, oldest] = own.entries().next().value!;
  if (!oldest.isIdle) return;
  oldest.dispose();
  own.delete(key);
}

/** Runs a computation without recording it. */
export async function runOnce<Name extends string>(computation: Computation<Name>): Promise<Computed> {
  const { read, kept } = tensorsOf(computation, () => mapped(computation.inputs, ({ values, shape }) => (values instanceof tf.Tensor ? values : tf.tensor(values, [...shape]))));
  return { read: await valuesOf(read), kept };
}

/** Call before the owner's weights are disposed of, when nothing of it runs. */
export function forgetRecordings(owner: object): void {
  for (const recording of recordings.get(owner)?.values() ?? []) recording.dispose();
  recordings.delete(owner);
  if (recordings.size > 0) return;
  arena?.destroy();
  arena = null;
}
