/** Readable names: the module's path where the file tells it, else the node's name, else what it is and which. */
import { joinedPath } from './graph';
import type { FoundLayer, LayerKind } from './layers';

const WORDS: Readonly<Record<LayerKind, string>> = { block: 'Block', convolution: 'Convolution', pool: 'Pool', dense: 'Dense', other: 'Layer' };

export function titlesOf(layers: readonly FoundLayer[]): string[] {
  const counts = new Map<LayerKind, number>();
  const taken = new Set<string>();
  return layers.map((layer) => {
    const count = (counts.get(layer.kind) ?? 0) + 1;
    counts.set(layer.kind, count);
    const base = ownName(layer) || `${WORDS[layer.kind]} ${count}`;
    let title = base;
    for (let i = 2; taken.has(title); i++) title = `${base} (${i})`;
    taken.add(title);
    return title;
  });
}

function ownName({ kind, anchor, end }: FoundLayer): string {
  if (anchor.scope) return kind === 'block' && anchor.op === 'Conv' ? blockScope(anchor.scope) : anchor.scope;
  // "/Concat" stands in no module.
  const name = [anchor.name, end.outputs[0] ?? ''].map((candidate) => (candidate.startsWith('/') ? '' : meaningful(candidate))).find(Boolean) ?? '';
  return name.includes('/') ? joinedPath(name.split('/').filter((part) => part !== '')) : name;
}

/** The convolution features.3.conv.2 ends the block features.3: a path up to the end of its first run of numbered parts. */
function blockScope(scope: string): string {
  const parts = scope.split('.');
  let end = parts.findIndex((part) => /\d$/.test(part));
  if (end < 0) return scope;
  while (/\d$/.test(parts[end + 1] ?? '')) end++;
  return parts.slice(0, end + 1).join('.');
}

/** Names that programs made up by counting tell nothing. */
const meaningful = (name: string) => (/^\d*$|^(node_)?(Conv|Relu|Add|Concat|Gemm|MatMul|n|node|op|onnx)[_:]*\d*$/i.test(name) ? '' : name.replace(/^node_/, ''));
