/** How far a feature sees: the side of the part of the picture that it can depend on, and the step between neighbours. */

/** Pixels of the network's input; strides are fractions where a layer was made larger again. Infinity: all of the picture. */
export interface ReceptiveField {
  readonly height: number;
  readonly width: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
}

/** A window that slides over the features before it. */
export interface Window {
  readonly kernel: readonly [height: number, width: number];
  readonly stride: readonly [height: number, width: number];
  readonly dilation?: readonly [height: number, width: number];
}

export const PIXEL_FIELD: ReceptiveField = { height: 1, width: 1, strideHeight: 1, strideWidth: 1 };
export const WHOLE_PICTURE: ReceptiveField = { height: Infinity, width: Infinity, strideHeight: Infinity, strideWidth: Infinity };

/** k windows wide of features j apart, each r wide: r + (k - 1) d j; the step grows by the stride. */
export function throughWindow(field: ReceptiveField, { kernel, stride, dilation = [1, 1] }: Window): ReceptiveField {
  return {
    height: field.height + (kernel[0] - 1) * dilation[0] * field.strideHeight,
    width: field.width + (kernel[1] - 1) * dilation[1] * field.strideWidth,
    strideHeight: field.strideHeight * stride[0],
    strideWidth: field.strideWidth * stride[1],
  };
}

/** A transposed convolution: each output sees the ceil(k / s) inputs that were spread over it. */
export function throughTransposed(field: ReceptiveField, { kernel, stride }: Window): ReceptiveField {
  return {
    height: field.height + (Math.ceil(kernel[0] / stride[0]) - 1) * field.strideHeight,
    width: field.width + (Math.ceil(kernel[1] / stride[1]) - 1) * field.strideWidth,
    strideHeight: field.strideHeight / stride[0],
    strideWidth: field.strideWidth / stride[1],
  };
}

/** Steps multiplied, as where features are laid apart or drawn together. */
export function withStride(field: ReceptiveField, factor: readonly [height: number, width: number]): ReceptiveField {
  return { ...field, strideHeight: field.strideHeight * factor[0], strideWidth: field.strideWidth * factor[1] };
}

/** Where features meet: as wide as the widest. None at all see nothing of the picture: null. */
export function widest(fields: readonly ReceptiveField[]): ReceptiveField | null {
  if (fields.length === 0) return null;
  return fields.reduce((a, b) => ({
    height: Math.max(a.height, b.height),
    width: Math.max(a.width, b.width),
    strideHeight: Math.max(a.strideHeight, b.strideHeight),
    strideWidth: Math.max(a.strideWidth, b.strideWidth),
  }));
}
