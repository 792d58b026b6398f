/**
 * The shape of a layer's decoder: from the layer's features to the picture. At 32 x 32 pixels it is the one of
 * training/decoders.py, whose names its weights carry; other sizes follow the same rules.
 *
 * A convolution without overlap (1 x 1, or larger where the features are finer than the decoder works) enters; a residual
 * block follows; then, until the working size, nearest doubling, a 3 x 3 convolution and a residual block; a 3 x 3 convolution
 * paints a square of pixels for each place. ReLU after all but the last.
 */

/** Above this many places a side, convolutions cost more than the network itself; the exit paints several pixels a place instead. */
const MOST_WORKING_SIDE = 80;
/** Below this side a stage is one convolution; from it on, a residual block follows. */
const LEAST_BLOCK_SIDE = 8;
/** Channels of the last stage, the one before it, and all earlier ones. */
const CHANNELS_FROM_END = [16, 32, 48] as const;

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

export interface DecoderStage {
  /** Of the convolution that makes this stage. */
  readonly convolution: string;
  /** Both halves of the residual block, or null where there is none. */
  readonly block: readonly [string, string] | null;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

export interface DecoderPlan {
  /** Height, width, channels; a dense layer's units are the channels of one place. */
  readonly featureShape: readonly [number, number, number];
  readonly picture: PictureSize;
  /** Side and stride of the entering convolution. */
  readonly patch: number;
  /** The first is made by `entry`. */
  readonly stages: readonly DecoderStage[];
  /** Side of the square of pixels that the exit paints for each place of the last stage. */
  readonly pixelsPerPlace: number;
}

/**
 * @param shape of the features without the batch axis: [height, width, channels] or [units]
 * @throws RangeError for features of another rank
 */
export function planDecoder(shape: readonly number[], picture: PictureSize): DecoderPlan {
  const [height, width, channels] = shape.length === 1 ? [1, 1, shape[0]!] : (shape as [number, number, number]);
  if (shape.length !== 1 && shape.length !== 3) throw new RangeError(`features of shape [${shape}] have no decoder`);
  let pixelsPerPlace = 1;
  while (Math.max(picture.height, picture.width) > MOST_WORKING_SIDE * pixelsPerPlace) pixelsPerPlace *= 2;
  const working = {
    height: Math.ceil(picture.height / pixelsPerPlace),
    width: Math.ceil(picture.width / pixelsPerPlace),
  };
  const patch = Math.max(1, Math.ceil(height / working.height), Math.ceil(width / working.width));
  const sizes = [{ height: Math.floor(height / patch), width: Math.floor(width / patch) }];
  for (let last = sizes[0]!; last.height < working.height || last.width < working.width; last = sizes.at(-1)!) {
    sizes.push({ height: Math.min(2 * last.height, working.height), width: Math.min(2 * last.width, working.width) });
  }
  const stages = sizes.map((size, index): DecoderStage => {
    const name = size.height === size.width ? `${size.height}` : `${size.height}x${size.width}`;
    const fromEnd = sizes.length - 1 - index;
    const hasBlock = Math.min(size.height, size.width) >= LEAST_BLOCK_SIDE;
    // Several pixels a place are more than the narrowest stage can tell apart.
    const narrowest = pixelsPerPlace > 1 ? 1 : 0;
    return {
      convolution: index === 0 ? 'entry' : `up${name}`,
      block: hasBlock ? [`block${name}_a`, `block${name}_b`] : null,
      ...size,
      channels: CHANNELS_FROM_END[Math.min(Math.max(fromEnd, narrowest), CHANNELS_FROM_END.length - 1)]!,
    };
  });
  return { featureShape: [height, width, channels], picture, patch, stages, pixelsPerPlace };
}

export interface WeightShape {
  readonly name: string;
  readonly shape: readonly number[];
}

/** Every weight of the decoder, in the order of its computation: kernels are height x width x in x out. */
export function decoderWeightShapes({ featureShape, patch, stages, pixelsPerPlace }: DecoderPlan): WeightShape[] {
  const shapes: WeightShape[] = [];
  const convolution = (name: string, side: number, from: number, to: number) =>
    shapes.push({ name: `${name}/kernel`, shape: [side, side, from, to] }, { name: `${name}/bias`, shape: [to] });
  let channels = featureShape[2];
  stages.forEach((stage, index) => {
    convolution(stage.convolution, index === 0 ? patch : 3, channels, stage.channels);
    channels = stage.channels;
    for (const half of stage.block ?? []) convolution(half, 3, channels, channels);
  });
  convolution('exit', 3, channels, 3 * pixelsPerPlace ** 2);
  return shapes;
}
