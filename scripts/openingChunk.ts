/** What the page runs before it shows anything comes as one script: fifty small ones are fifty requests, and compress worse. */

interface ModuleGraph {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

const ENTRY = /[\\/]src[\\/]main\.tsx$/;
/** Names all of d3, most of which is used behind a click or not at all: its parts go where they are used. */
const BARREL = /[\\/]node_modules[\\/]d3[\\/]/;

/** A group for rolldown's `codeSplitting`: every module that `main.tsx` imports without being asked. */
export function openingChunk() {
  let entry: string | null = null;
  let opening: ReadonlySet<string> | null = null;
  return {
    debugName: 'opening',
    // Every module is tried here before the first is named below.
    test: (id: string) => {
      if (ENTRY.test(id)) entry = id;
      return true;
    },
    name: (id: string, graph: ModuleGraph) => {
      opening ??= entry === null ? new Set() : importedBy(entry, graph);
      return opening.has(id) ? 'opening' : null;
    },
  };
}

function importedBy(entry: string, graph: ModuleGraph): ReadonlySet<string> {
  const found = new Set([entry]);
  for (const id of found) {
    if (BARREL.test(id)) continue;
    for (const imported of graph.getModuleInfo(id)?.importedIds ?? []) found.add(imported);
  }
  return found;
}
