/** What lies in the picture's place while a record is shown whose picture is not here. */
import { sha256Hex } from '../pictures/sha256';
import type { NetworkPicture } from '../engine/protocol';
import type { RecordedPicture } from '../records/runRecord';
import { recordTexts } from '../ui/textsRecords';
import { writeRgba } from '../views/networkView';
import type { FittedPicture } from '../pictures/fitToNetwork';
import type { TablePicture } from './store';

const GREY = 0.5;
const STEPS_16_BITS = 65535;

/**
 * What the network saw, as a picture in its own right: a run on it is the same run. Where only numbers were written down, a grey
 * sheet in the recorded picture's name, on which nothing is computed.
 */
export async function standInPicture(picture: RecordedPicture, input: { readonly width: number; readonly height: number }): Promise<{ picture: TablePicture; fitted: FittedPicture }> {
  const { seen } = picture;
  const shown = seen ?? greySheet(input);
  const { width, height, rgb } = shown;
  const rgba = new Uint8ClampedArray(width * height * 4);
  writeRgba(rgba, shown);
  const opened = {
    name: seen ? recordTexts.asSeen(picture.name) : picture.name,
    sha256: seen ? await sha256Hex(new Uint8Array(seen.rgb.buffer, seen.rgb.byteOffset, seen.rgb.byteLength)) : picture.sha256,
    width,
    height,
    bitmap: await createImageBitmap(new ImageData(rgba, width, height)),
    // Finer than 8 bits: resampled photographs fall between their steps.
    deep: seen && { width, height, rgb: Uint16Array.from(rgb, (value) => Math.round(Math.min(1, Math.max(0, value)) * STEPS_16_BITS)) },
    notes: [seen ? recordTexts.asSeenNote(picture.name) : recordTexts.greyNote(picture.name)],
  };
  const whole = { x: 0, y: 0, width, height };
  return {
    picture: { link: null, opened, window: null, trueLabel: null, ...(seen ? {} : { isMissing: true }) },
    fitted: { picture: shown, crop: whole, placed: whole },
  };
}

function greySheet({ width, height }: { readonly width: number; readonly height: number }): NetworkPicture {
  return { width, height, rgb: new Float32Array(width * height * 3).fill(GREY) };
}
