/** Serves the tiny networks to the page from another origin, as a stranger's server would that allows it. */
import { test as base } from '@playwright/test';
import type { StaticServer } from './staticServer';
import { CORS, memoryReader, startStaticServer } from './staticServer';
import type { ModelFolder } from './tinyModel';
import { tinyGraphModel, tinyLayersModel, withNaN, withoutShard, withTruncatedWeights } from './tinyModel';

const FOLDERS: Readonly<Record<string, () => ModelFolder>> = {
  tiny: () => tinyGraphModel(),
  // Large enough for a GPU to get no more samples at once than others do.
  wide: () => tinyGraphModel({ side: 66 }),
  other: () => tinyGraphModel({ seed: 9 }),
  uncarded: () => tinyGraphModel({ card: false }),
  dead: () => tinyGraphModel({ activation: 'Relu' }),
  layers: () => tinyLayersModel(),
  'no-shard': () => withoutShard(tinyGraphModel()),
  nan: () => withNaN(tinyGraphModel()),
  truncated: () => withTruncatedWeights(tinyGraphModel()),
};

export interface ModelServer extends StaticServer {
  /** As the link's `model` wants it. */
  link(folder: string): string;
}

async function startModelServer(headers: Readonly<Record<string, string>>): Promise<ModelServer> {
  const files = new Map<string, Buffer>();
  for (const [folder, make] of Object.entries(FOLDERS)) {
    for (const [name, bytes] of make()) files.set(`${folder}/${name}`, bytes);
  }
  const server = await startStaticServer({ read: memoryReader(files), headers });
  return { ...server, link: (folder) => `url:${server.address}${folder}/model.json` };
}

/** `models` lets the page in; `closedModels` sends no CORS headers. */
export const test = base.extend<object, { models: ModelServer; closedModels: ModelServer }>({
  models: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const server = await startModelServer(CORS);
      await use(server);
      await server.close();
    },
    { scope: 'worker' },
  ],
  closedModels: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const server = await startModelServer({});
      await use(server);
      await server.close();
    },
    { scope: 'worker' },
  ],
});

export { expect } from '@playwright/test';
