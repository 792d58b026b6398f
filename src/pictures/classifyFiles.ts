/** Tells a picture from a network from a mistake, by names and types alone; contents are checked on opening. */

export type DroppedContent =
  | { readonly kind: 'picture'; readonly blob: Blob; readonly name: string }
  /** Several, or a folder of them. */
  | { readonly kind: 'pictures'; readonly pictures: readonly { readonly blob: Blob; readonly name: string }[] }
  /** model.json among the files; `name` is its folder's, or its own without the extension. */
  | { readonly kind: 'model'; readonly name: string; readonly files: readonly File[] }
  /** JSON that may be runs, or the manifest of a network under another name: what is in it says. */
  | { readonly kind: 'json'; readonly files: readonly File[] }
  | { readonly kind: 'session'; readonly file: File }
  /** Text with a link of this page in it, such as a figure's caption: the link's hash. */
  | { readonly kind: 'link'; readonly hash: string }
  /** The message is ready to show. */
  | { readonly kind: 'refused'; readonly message: string };

export interface FoundFile {
  /** Relative to what was dropped, with slashes. */
  readonly path: string;
  readonly file: File;
}

const mixedWithSession = (name: string) => `“${name}” is a session, and came together with other files. Drop it alone, then the others.`;

const FORMATS = 'Networks are opened as TensorFlow.js (a folder with model.json and its .bin files), as ONNX, or as a zip of either.';

/** Formats of other frameworks, by extension. */
const OTHER_MODELS: ReadonlyMap<string, string> = new Map([
  ['h5', 'a Keras (HDF5) model'],
  ['hdf5', 'a Keras (HDF5) model'],
  ['keras', 'a Keras model'],
  ['pt', 'a PyTorch model'],
  ['pth', 'a PyTorch model'],
  ['safetensors', 'a safetensors file'],
  ['tflite', 'a TensorFlow Lite model'],
  ['pb', 'a TensorFlow SavedModel'],
  ['ckpt', 'a checkpoint'],
]);

/** tensorflowjs_converter is TensorFlow.js's own tool and takes these. */
const CONVERTIBLE = new Set(['h5', 'hdf5', 'keras', 'pb']);

export function classifyFiles(found: readonly FoundFile[]): DroppedContent {
  const files = found.filter(({ path }) => !isClutter(path));
  if (files.length === 0) return refuse('There was no file in it. Drop a picture, or the folder of a network.');
  const session = files.find(({ path }) => extension(path) === 'pixelsieve');
  if (session) return files.length === 1 ? { kind: 'session', file: session.file } : refuse(mixedWithSession(baseName(session.path)));
  const manifests = files.filter(({ path }) => baseName(path).toLowerCase() === 'model.json');
  if (manifests.length > 1) {
    return refuse(`${listNames(manifests)} are ${count(manifests.length)} networks at once. Drop the folder of one of them.`);
  }
  if (manifests.length === 0 && files.every(({ path }) => extension(path) === 'json')) return { kind: 'json', files: files.map(({ file }) => file) };
  const manifest = manifests[0] ?? otherManifest(files);
  if (manifest) return asModel(manifest, files);
  const onnx = files.filter(({ path }) => extension(path) === 'onnx');
  if (onnx.length > 1) return refuse(`${listNames(onnx)} are ${count(onnx.length)} networks at once. Drop one of them, with its files of weights if it has any.`);
  if (onnx[0]) return asModel(onnx[0], files);
  const zips = files.filter(({ path }) => extension(path) === 'zip');
  if (zips[0] && files.length === 1) return { kind: 'model', name: stem(zips[0].path), files: [zips[0].file] };
  const foreign = files.find(({ path }) => OTHER_MODELS.has(extension(path)));
  if (foreign) return refuse(refusalOfForeignModel(foreign.path));
  if (files.some(({ path }) => extension(path) === 'bin')) {
    return refuse(`${listNames(files)}: weights without their model.json. Drop the whole folder, or all its files together.`);
  }
  return asPicture(files);
}

/** A lone .json, whatever its name, can only be meant as a network. */
function otherManifest(files: readonly FoundFile[]): FoundFile | undefined {
  const manifests = files.filter(({ path }) => extension(path) === 'json');
  const others = files.filter(({ path }) => extension(path) !== 'json' && extension(path) !== 'bin');
  return manifests.length === 1 && others.length === 0 ? manifests[0] : undefined;
}

function asModel(manifest: FoundFile, files: readonly FoundFile[]): DroppedContent {
  const folder = manifest.path.slice(0, manifest.path.lastIndexOf('/') + 1);
  const looseModel = folder === '';
  const pictures = looseModel ? files.filter(isPicture) : [];
  if (pictures.length > 0) {
    return refuse(`A network and a picture at once (${listNames([manifest, ...pictures])}). Drop one, then the other.`);
  }
  const name = looseModel || extension(manifest.path) === 'onnx' ? stem(manifest.path) : baseName(folder.slice(0, -1));
  return { kind: 'model', name, files: files.filter(({ path }) => path.startsWith(folder)).map(({ file }) => file) };
}

function asPicture(files: readonly FoundFile[]): DroppedContent {
  const pictures = files.filter(isPicture);
  // Whatever it is called: opening it says what it is.
  const only = files.length === 1 ? files[0] : undefined;
  if (only) return { kind: 'picture', blob: only.file, name: baseName(only.path) };
  const isFolder = files.some(({ path }) => path.includes('/'));
  // In a folder the rest is beside the point; loose files were all meant, and opening them says which are no pictures.
  const meant = isFolder || pictures.length === 0 ? pictures : files;
  const named = meant.map(({ path, file }) => ({ blob: file, name: baseName(path) }));
  if (named.length === 1) return { kind: 'picture', ...named[0]! };
  if (named.length > 1) return { kind: 'pictures', pictures: named };
  const what = isFolder ? 'A folder without a picture and without a model.json' : `${capitalise(count(files.length))} files, none of them a picture`;
  return refuse(`${what}: ${listNames(files)}. Drop pictures, or the folder of one network.`);
}

function refusalOfForeignModel(path: string): string {
  const kind = OTHER_MODELS.get(extension(path))!;
  const remedy = CONVERTIBLE.has(extension(path))
    ? 'tensorflowjs_converter makes one of it.'
    : 'Export it as ONNX from its framework (torch.onnx.export in PyTorch).';
  return `“${baseName(path)}” is ${kind}. ${FORMATS} ${remedy}`;
}

function isPicture({ path, file }: FoundFile): boolean {
  return file.type.startsWith('image/') || /\.(jpe?g|png|gif|webp|bmp|avif|svg|hei[cf]|tiff?|jxl)$/i.test(path);
}

/** What operating systems leave in folders. */
function isClutter(path: string): boolean {
  return /(^|\/)(\.|__MACOSX\/|Thumbs\.db$|desktop\.ini$)/i.test(path);
}

function refuse(message: string): DroppedContent {
  return { kind: 'refused', message };
}

function stem(path: string): string {
  return baseName(path).replace(/\.[a-z]+$/i, '');
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function extension(path: string): string {
  const name = baseName(path);
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1).toLowerCase();
}

const NAMES_MOST = 3;

function listNames(files: readonly FoundFile[]): string {
  const names = files.slice(0, NAMES_MOST).map(({ path }) => `“${path}”`);
  if (files.length > NAMES_MOST) names.push(`${files.length - NAMES_MOST} more`);
  const last = names.pop()!;
  return names.length > 0 ? `${names.join(', ')} and ${last}` : last;
}

function count(number: number): string {
  return ['no', 'one', 'two', 'three', 'four'][number] ?? String(number);
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
