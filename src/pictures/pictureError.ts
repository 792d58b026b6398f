export type PictureErrorCode =
  | 'empty'
  /** Something else than a picture. */
  | 'not-a-picture'
  /** A picture of a format that this browser does not decode. */
  | 'format-unsupported'
  | 'truncated'
  | 'too-large'
  /** The address does not give it, or not to this page. */
  | 'not-fetched'
  /** The right format on the outside, and damaged inside. */
  | 'damaged';

/** A picture that cannot be used; the message names the file, says what is wrong and what to do, and is shown as it is. */
export class PictureError extends Error {
  readonly code: PictureErrorCode;
  constructor(code: PictureErrorCode, message: string) {
    super(message);
    this.name = 'PictureError';
    this.code = code;
  }
}
