/** The card of a network: `public/models/<id>/card.json`, or `userDefinedMetadata.pixelsieve` in a model.json. */

/** How a picture of another shape gets into the network's: cut, padded with the mean colour, or squeezed. */
export type PictureFit = 'crop' | 'letterbox' | 'stretch';
/** The order in which a network takes the channels; grey is one channel, the luminance. */
export type ChannelOrder = 'rgb' | 'bgr' | 'grey';
/** Of the tensor that the network's file takes: channels last or first. */
export type InputLayout = 'nhwc' | 'nchw';

/** How a picture becomes what a network is fed. */
export interface NetworkInput {
  readonly width: number;
  readonly height: number;
  /**
   * Channel means and standard deviations on the 0..1 scale: the network is fed (x - mean) / std, so that they say any range of
   * numbers. Red, green, blue, whatever the order in which the network takes them.
   */
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** Absent: crop. */
  readonly fit?: PictureFit;
  /** Absent: rgb. */
  readonly channelOrder?: ChannelOrder;
  /** Absent: nhwc. The page and the metrics see channels last either way. */
  readonly layout?: InputLayout;
}

export interface LayerCard {
  /** The node's name in the model; unique, without commas. */
  readonly id: string;
  readonly title: string;
  /** Layers of one stage share a resolution; the page draws a mark where the stage changes. */
  readonly stage: string;
  /** 'block' for residual blocks, 'convolution', 'pool', 'dense', 'other'. */
  readonly kind: string;
  /** Within a block: offered on request, after the blocks' outputs. */
  readonly inner?: boolean;
  /** Beside or behind the backbone: offered with the others, but not among those of `auto`. */
  readonly side?: boolean;
}

/** Class names by what they are called; `own` are the viewer's. */
export type LabelSetName = 'imagenet-1k' | 'coco' | 'none' | 'own';

export interface TrainingRecord {
  readonly dataset: string;
  readonly epochs: number;
  readonly seed: number;
  readonly command: string;
  readonly testAccuracy: number;
  readonly testPictures: number;
  /** The run that it went on from, and the one that taught it. */
  readonly startedFrom?: string;
  readonly teacher?: string;
  /** Of a pruned network: kernel weights that are zero. */
  readonly zeroShare?: number;
  /** Accuracy on pictures changed within epsilon of 255 to mislead it. */
  readonly robustness?: { readonly attack: string; readonly epsilon255: number; readonly accuracy: number; readonly pictures: number; readonly command: string };
  /** Absent: float32. */
  readonly weightsStoredAs?: 'float16';
}

/** What `training/decoders.py` wrote beside the network. */
export interface DecodersRecord {
  /** Of decoders.json, relative to the card. */
  readonly path: string;
  readonly bytes: number;
  readonly command: string;
  readonly validationPictures: number;
  /** Peak signal-to-noise ratio on test pictures, dB, by layer id. */
  readonly validationPsnrDb: Readonly<Record<string, number>>;
}

/** Outputs of a detector before overlapping boxes are suppressed, and what it detects. */
export interface DetectorCard {
  /** Node of [1, anchors, 1, 4]: top, left, bottom, right on the 0..1 scale of the picture. */
  readonly boxes: string;
  /** Node of [1, anchors, classes], 0..1; class 0 is the background. */
  readonly scores: string;
  /** By class; empty where the data set has none of this number. */
  readonly labels: readonly string[];
}

/** Output of a network that gives every cell a class. */
export interface SegmenterCard {
  /** Node of [1, rows, columns, classes], before softmax; class 0 is the background. */
  readonly scores: string;
  readonly labels: readonly string[];
}

export interface ModelCard {
  readonly id: string;
  readonly title: string;
  readonly architecture: string;
  readonly parameters: number;
  readonly input: NetworkInput;
  readonly labels: readonly string[];
  /** In the order of the network. */
  readonly layers: readonly LayerCard[];
  /** The node that gives the class scores before softmax. */
  readonly logits: string;
  /**
   * The node that takes the prepared picture, where it is not the file's own input: the end of a part that cannot be
   * differentiated, such as a loop that resizes pictures. That part is then left out.
   */
  readonly feed?: string;
  readonly training?: TrainingRecord;
  readonly decoders?: DecodersRecord;
  readonly detector?: DetectorCard;
  readonly segmenter?: SegmenterCard;
  /** SPDX identifier of the weights' licence, for networks that others trained. */
  readonly licence?: string;
  /** Whose network it is, where it was had from and what was changed. */
  readonly origin?: string;
}

/** One entry of `public/models/catalogue.json`. */
export interface CatalogueEntry {
  readonly id: string;
  readonly title: string;
  /** Of the network picker, by what is studied with it; entries of a group stand together. Absent: before the first group. */
  readonly group?: string;
  /** One line for the network picker. */
  readonly summary: string;
  /** Path of model.json relative to `public/models/`. */
  readonly path: string;
  /** For networks that are fetched at set-up: the command that fetches them when that has failed. */
  readonly remedy?: string;
}

/** One entry of `public/samples/samples.json`. */
export interface SamplePicture {
  readonly id: string;
  readonly title: string;
  /** Path relative to `public/samples/`. */
  readonly file: string;
  /** True class, in the words of the data set. */
  readonly label: string;
  /** Where the picture is from, for instance its index in the test set. */
  readonly source: string;
  /** Absent for thumbnails of a data set. */
  readonly kind?: 'photograph';
  readonly credit?: PictureCredit;
}

export interface PictureCredit {
  readonly author: string;
  readonly licence: string;
  readonly licenceAddress: string;
  readonly source: string;
  readonly sourceAddress: string;
}
