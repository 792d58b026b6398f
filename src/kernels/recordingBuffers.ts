/** Where recorded computations have their numbers (recording.ts). */
import type { BufferSource } from './webgpuBackend';

/** The buffers that recordings share. */
export class Arena {
  private readonly free = new Map<string, GPUBuffer[]>();
  private readonly all = new Set<GPUBuffer>();
  readonly device: GPUDevice;

  constructor(device: GPUDevice) {
    this.device = device;
  }

  acquire(size: number, usage: number): GPUBuffer {
    const known = this.free.get(`${size} ${usage}`)?.pop();
    if (known) return known;
    const buffer = this.device.createBuffer({ size, usage });
    this.all.add(buffer);
    return buffer;
  }

  owns(buffer: GPUBuffer): boolean {
    return this.all.has(buffer);
  }

  release(buffer: GPUBuffer): void {
    const key = `${buffer.size} ${buffer.usage}`;
    const list = this.free.get(key);
    if (list) list.push(buffer);
    else this.free.set(key, [buffer]);
  }

  destroy(): void {
    for (const buffer of this.all) buffer.destroy();
    this.all.clear();
    this.free.clear();
  }
}

/** Where tfjs takes its buffers from while it is recorded. */
export class RecordingBuffers implements BufferSource {
  /** Written once, while recording: nothing else may ever be written into them. */
  private readonly constants = new Set<GPUBuffer>();
  private readonly device: GPUDevice;
  private readonly arena: Arena;
  private readonly usual: BufferSource;

  constructor(device: GPUDevice, arena: Arena, usual: BufferSource) {
    this.device = device;
    this.arena = arena;
    this.usual = usual;
  }

  acquireBuffer(size: number, usage: number, mappedAtCreation = false): GPUBuffer {
    if (!mappedAtCreation && (usage & GPUBufferUsage.UNIFORM) === 0) return this.arena.acquire(size, usage);
    const buffer = this.device.createBuffer({ size, usage, mappedAtCreation });
    this.constants.add(buffer);
    return buffer;
  }

  releaseBuffer(buffer: GPUBuffer, reuse = true): void {
    if (this.constants.has(buffer)) return;
    if (this.arena.owns(buffer)) this.arena.release(buffer);
    else this.usual.releaseBuffer(buffer, reuse);
  }
}
