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
  if (anchor.scope) return kind === 'block' ? blockScope(anchor.scope) : anchor.scope;
  // "/Concat" stands in no module.
  if (anchor.name.startsWith('/')) return '';
  const name = meaningful(anchor.name) || meaningful(end.outputs[0] ?? '');
  return name.includes('/') ? joinedPath(name.split('/').filter((part) => part !== '')) : name;
}

/** features.3.conv.2 of an inverted bottleneck belongs to the block features.3: a path up to its first numbered part. */
function blockScope(scope: string): string {
  const parts = scope.split('.');
  const numbered = parts.findIndex((part) => /\d$/.test(part));
  // layer1.0: both the stage and the block in it are numbered.
  const end = numbered >= 0 && /^\d+$/.test(parts[numbered + 1] ?? '') ? numbered + 1 : numbered;
  return end >= 0 ? parts.slice(0, end + 1).join('.') : scope;
}

/** Names that programs made up by counting tell nothing. */
const meaningful = (name: string) => (/^\d*$|^(node_)?(Conv|Relu|Add|Concat|Gemm|MatMul|n|node|op|onnx)[_:]*\d*$/i.test(name) ? '' : name.replace(/^node_/, ''));
