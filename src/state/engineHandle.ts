/** The one engine client of the table. main.tsx says how to make one; a change of backend makes a new one. */
import type { BackendPreference } from '../core/spec';
import type { EngineClient } from '../engine/client';
import { clearTopic, readApp, tell, writeApp } from './store';

type ConnectEngine = (backend: BackendPreference) => EngineClient;

let connect: ConnectEngine | null = null;
let client: EngineClient | null = null;
let clientBackend: BackendPreference | null = null;

export function provideEngine(connectEngine: ConnectEngine): void {
  connect = connectEngine;
}

export function engine(): EngineClient {
  if (!client) throw new Error(readApp().engineFailure ?? 'the engine is used before it is started');
  return client;
}

/** An engine of its own for what is computed beside the table; whoever asked for it destroys it. */
export function connectAside(): EngineClient {
  if (!connect) throw new Error('no engine was provided');
  return connect(readApp().setup.backend);
}

/** Starts the worker for this backend, in place of the one that runs. True when that made a new, empty one. */
export function startEngine(backend: BackendPreference): boolean {
  if (!connect) throw new Error('no engine was provided');
  if (client && clientBackend === backend) return false;
  client?.destroy();
  client = null;
  try {
    client = connect(backend);
  } catch (error) {
    failToStart(error);
    return false;
  }
  clientBackend = backend;
  writeApp({ backend: null, engineFailure: null });
  clearTopic('backend');
  clearTopic('engine');
  followBackend(client);
  client.onCrash((error) => {
    tell('error', 'engine', error.message);
    if (client) followBackend(client);
  });
  return true;
}

/** A browser may refuse workers altogether. */
function failToStart(error: unknown): void {
  const engineFailure = error instanceof Error ? error.message : String(error);
  writeApp({ backend: null, engineFailure });
  tell('error', 'engine', engineFailure);
}

function followBackend(started: EngineClient): void {
  started.ready().then(
    (backend) => {
      if (started !== client) return;
      writeApp({ backend, engineFailure: null });
      if (backend.warning !== null) tell('warning', 'backend', backend.warning);
    },
    (error: unknown) => {
      if (started !== client) return;
      failToStart(error);
    },
  );
}
