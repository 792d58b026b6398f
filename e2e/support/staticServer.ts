/** A plain web server, as anyone's: no special headers unless asked for, a folder or files from memory, any prefix. */
import { readFile } from 'node:fs/promises';
import type { Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

export interface StaticServer {
  /** With the prefix and a trailing slash. */
  readonly address: string;
  /** Paths asked for, below the prefix. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

export interface StaticServerOptions {
  /** Gives a file's bytes by its path below the prefix, or null. */
  readonly read: (path: string) => Promise<Buffer | null>;
  readonly prefix?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a server must send for other pages to be let in. */
export const CORS = { 'Access-Control-Allow-Origin': '*' };

/** On a free port of the loopback address. */
export async function startStaticServer({ read, prefix = '/', headers = {} }: StaticServerOptions): Promise<StaticServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://server.invalid').pathname);
    if (!path.startsWith(prefix)) return notFound(response, headers);
    asked.push(path.slice(prefix.length));
    void answer(path.slice(prefix.length), read, headers, response);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  return { address: `http://localhost:${port}${prefix}`, asked, close: () => closeServer(server) };
}

/** Reads from a folder, `index.html` for the folder itself, nothing outside it. */
export function folderReader(root: string): StaticServerOptions['read'] {
  return async (path) => {
    const inside = normalize(path === '' ? 'index.html' : path);
    if (inside.startsWith('..')) return null;
    return readFile(join(root, inside)).catch(() => null);
  };
}

export function memoryReader(files: ReadonlyMap<string, Buffer>): StaticServerOptions['read'] {
  return (path) => Promise.resolve(files.get(path) ?? null);
}

async function answer(
  path: string,
  read: StaticServerOptions['read'],
  headers: Readonly<Record<string, string>>,
  response: ServerResponse,
): Promise<void> {
  const body = await read(path);
  if (!body) return notFound(response, headers);
  response.writeHead(200, { 'Content-Type': TYPES[extname(path || 'index.html')] ?? 'application/octet-stream', ...headers });
  response.end(body);
}

function notFound(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
  response.writeHead(404, { 'Content-Type': 'text/plain', ...headers });
  response.end('not found');
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
