/** Inputs and outputs of the graph, and what of them the file leaves open. */
import { elementTypeName } from './constants';
import type { OnnxAxis, OnnxPort, OpenAxis } from './types';
import type { ValueInfoMessage } from './wire';

const ROLES = {
  NCHW: ['batch', 'channels', 'height', 'width'],
  NHWC: ['batch', 'height', 'width', 'channels'],
} as const;

export function portOf(info: ValueInfoMessage): OnnxPort {
  const tensor = info.type?.tensorType;
  const sizes = tensor?.shape?.dim.map(({ size, symbol }) => ({ size: size !== undefined && size > 0 ? size : null, symbol: symbol || null })) ?? null;
  const layout = sizes && layoutOf(sizes.map(({ size }) => size));
  const axes = sizes?.map((axis, index): OnnxAxis => ({ ...axis, role: layout ? ROLES[layout][index]! : index === 0 ? 'batch' : null })) ?? null;
  return { name: info.name ?? '', dtype: elementTypeName(tensor?.elemType), axes, layout };
}

/** Channels are one (grey) or three; where even they are open, first, as most exporters put them. */
function layoutOf(sizes: readonly (number | null)[]): OnnxPort['layout'] {
  if (sizes.length !== 4) return null;
  const isColour = (size: number | null | undefined) => size === 1 || size === 3;
  if (isColour(sizes[1])) return 'NCHW';
  if (isColour(sizes[3])) return 'NHWC';
  return sizes[1] === null ? 'NCHW' : null;
}

export function openAxesOf(inputs: readonly OnnxPort[]): OpenAxis[] {
  return inputs.flatMap(({ name, axes }) =>
    (axes ?? []).flatMap(({ size, symbol, role }) => (size === null && (role === 'height' || role === 'width') ? [{ inputName: name, axis: role, symbol }] : [])),
  );
}

/** "1 x 3 x height x width" */
export function shapeText(port: OnnxPort): string {
  return port.axes?.map(({ size, symbol }) => size ?? symbol ?? '?').join(' x ') ?? 'of unknown shape';
}
