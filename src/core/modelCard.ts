/** The card of a network: `public/models/<id>/card.json`, or `userDefinedMetadata.pixelsieve` in a model.json. */

export interface NetworkInput {
  readonly width: number;
  readonly height: number;
  /** Channel means and standard deviations on the 0..1 scale: the network is fed (x - mean) / std. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

export interface LayerCard {
  /** The node's name in the model; unique, without commas. */
  readonly id: string;
  readonly title: string;
  /** Layers of one stage share a resolution; the page draws a mark where the stage changes. */
  readonly stage: string;
  /** 'block' for residual blocks, 'convolution', 'pool', 'dense', 'other'. */
  readonly kind: string;
}

export interface TrainingRecord {
  readonly dataset: string;
  readonly epochs: number;
  readonly seed: number;
  readonly command: string;
  readonly testAccuracy: number;
  readonly testPictures: number;
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
  readonly training?: TrainingRecord;
  readonly decoders?: DecodersRecord;
}

/** One entry of `public/models/catalogue.json`. */
export interface CatalogueEntry {
  readonly id: string;
  readonly title: string;
  /** One line for the network picker. */
  readonly summary: string;
  /** Path of model.json relative to `public/models/`. */
  readonly path: string;
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
}
