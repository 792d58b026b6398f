/** A Node process that computes a study's runs without a browser, seen from the study. */
import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { vulkanEnvironment } from '../dawn.mjs';
import { LONGEST_RUN_MS, type StudyRunner } from './studyRunner';

type Reply =
  | { readonly type: 'ready'; readonly adapter: string }
  | { readonly type: 'unusable'; readonly message: string }
  | { readonly type: 'done'; readonly text: string }
  | { readonly type: 'failed'; readonly message: string };

/** The backend that a process without a browser computes on: Dawn's WebGPU, or WebAssembly. */
export type NodeBackend = 'webgpu' | 'wasm';

export class NodeRunner implements StudyRunner {
  private readonly root: string;
  private readonly address: string;
  private readonly backend: NodeBackend;
  private child: ChildProcess | null = null;

  /** @param address of the served files, with a trailing slash */
  constructor(root: string, address: string, backend: NodeBackend) {
    this.root = root;
    this.address = address;
    this.backend = backend;
  }

  /** @returns the GPU's name, or what computes instead of one; @throws Error where there is none to be used */
  async ready(): Promise<string> {
    const child = fork(path.join(this.root, 'scripts/study/nodeChild.mjs'), [this.address, this.backend], { env: { ...process.env, ...(this.backend === 'webgpu' && vulkanEnvironment()) }, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.child = child;
    child.once('exit', () => {
      if (this.child === child) this.child = null;
    });
    const reply = await replyOf(child);
    if (reply.type === 'ready') return reply.adapter;
    this.child = null;
    throw new Error('message' in reply ? reply.message : reply.type);
  }

  async run(pairs: Readonly<Record<string, string>>): Promise<string> {
    // The one before ended with its run.
    if (!this.child) await this.ready();
    const child = this.child!;
    const replied = replyOf(child);
    child.send({ pairs });
    const reply = await replied;
    if (reply.type === 'done') return reply.text;
    // Whatever went wrong, a lost device say, the next run begins in a fresh process.
    await this.close();
    throw new Error('message' in reply ? reply.message : reply.type);
  }

  async close(): Promise<void> {
    this.child?.kill('SIGKILL');
    this.child = null;
  }
}

/** @throws Error where the process ends, or takes too long and is ended */
function replyOf(child: ChildProcess): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      child.off('message', reply).off('exit', exit).off('error', reject);
    };
    const reply = (message: unknown) => {
      end();
      resolve(message as Reply);
    };
    const exit = (code: number | null, signal: string | null) => {
      end();
      reject(new Error(`its process ended (${signal ?? `exit code ${code}`})`));
    };
    const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST_RUN_MS);
    child.once('message', reply).once('exit', exit).once('error', reject);
  });
}
