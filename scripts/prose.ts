/** Finds what a person reads among the strings of a source file: a component holds none of it, `src/ui/texts*.ts` holds all. */
import { parseSync, Visitor } from 'vite';

export interface Prose {
  readonly line: number;
  readonly text: string;
}

/** Attributes and properties that are shown or read out. */
const SHOWN = /^(aria-label|aria-description|aria-roledescription|aria-valuetext|title|placeholder|alt|label|caption|help)$/;
/** A product's, a format's or a key's name is the same in every language. */
const NAMES = new Set(['Pixelsieve', 'JSON', 'CSV', 'NPY', 'PNG', 'SVG', 'WebGPU', 'WebGL', 'WASM', 'CPU', 'Esc', 'px', 'min', 'nats', 'bits']);
const WORD = /\p{L}{2,}/u;
const TWO_WORDS = /\p{L}{2,}[,.;:]? \p{L}{2,}/u;
/** Selectors, and other people's languages. */
const CODE = /[[\]{}]/;
const CAPITALISED = /^\p{Lu}\p{Ll}+/u;
const isWord = (text: string) => text.split(/[\s,·]+/).some((part) => WORD.test(part) && !NAMES.has(part));

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** The strings that a value comes down to: what a condition asks is not among them. */
function outcomes(node: Node): readonly Node[] {
  const { consequent, alternate, left, right, expression } = node as Node & Readonly<Record<string, Node>>;
  switch (node.type) {
    case 'Literal':
    case 'TemplateLiteral':
      return [node];
    case 'ConditionalExpression':
      return [...outcomes(consequent!), ...outcomes(alternate!)];
    case 'LogicalExpression':
      return [...outcomes(left!), ...outcomes(right!)];
    case 'JSXExpressionContainer':
      return outcomes(expression!);
    default:
      return [];
  }
}

/** Whether a message begins with a lower-case letter. */
function isForProgrammers(source: string, message: Node): boolean {
  return /^[`'"]\p{Ll}/u.test(source.slice(message.start, message.end));
}

/** @throws Error where the file is no TypeScript */
export function proseIn(path: string, source: string): readonly Prose[] {
  const { program, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]!.message}`);
  /** Of strings: those for machines, those that are shown, those that name something. */
  const machine: Node[] = [];
  const shown: Node[] = [];
  const named: Node[] = [];
  const strings: { readonly node: Node; readonly text: string }[] = [];
  new Visitor({
    ImportDeclaration: (node) => machine.push(node),
    ImportExpression: (node) => machine.push(node),
    TSLiteralType: (node) => machine.push(node),
    BinaryExpression: (node) => node.operator.endsWith('==') && machine.push(node.left, node.right),
    // Lower case is for whoever called it wrongly, never for a viewer.
    NewExpression: (node) => machine.push(...(node.arguments[0] ? outcomes(node.arguments[0]) : []).filter((each) => isForProgrammers(source, each))),
    SwitchCase: (node) => node.test && machine.push(node.test),
    JSXAttribute({ name, value }) {
      if (!value) return;
      if (name.type === 'JSXIdentifier' && SHOWN.test(name.name)) shown.push(...outcomes(value));
      else machine.push(...outcomes(value));
    },
    JSXElement: ({ children }) => shown.push(...children.flatMap(outcomes)),
    JSXFragment: ({ children }) => shown.push(...children.flatMap(outcomes)),
    Property: ({ value }) => named.push(...outcomes(value)),
    JSXText: (node) => strings.push({ node, text: node.value }) && shown.push(node),
    Literal: (node) => typeof node.value === 'string' && strings.push({ node, text: node.value }),
    TemplateElement: (node) => strings.push({ node, text: node.value.cooked ?? '' }),
  }).visit(program);
  const within = (ranges: readonly Node[], node: Node) => ranges.some(({ start, end }) => node.start >= start && node.end <= end);
  const isProse = ({ node, text }: (typeof strings)[number]) => {
    if (within(machine, node) || !isWord(text)) return false;
    return within(shown, node) || (TWO_WORDS.test(text) && !CODE.test(text)) || (within(named, node) && CAPITALISED.test(text.trim()));
  };
  return strings.filter(isProse).map(({ node, text }) => ({ line: source.slice(0, node.start).split('\n').length, text: text.trim() }));
}
