/** The machine's camera: asked for, shown, photographed, and let go. */

export type CameraErrorCode = 'insecure' | 'denied' | 'none' | 'in-use' | 'gone' | 'failed';

/** The message says what to do and is shown as it is. */
export class CameraError extends Error {
  readonly code: CameraErrorCode;
  constructor(code: CameraErrorCode, message: string) {
    super(message);
    this.name = 'CameraError';
    this.code = code;
  }
}

export interface CameraChoice {
  readonly id: string;
  readonly name: string;
}

export interface OpenCamera {
  readonly stream: MediaStream;
  readonly id: string;
  /** All that the machine has; they have names once one was allowed. */
  readonly choices: readonly CameraChoice[];
}

/** Sharp enough for any network, and what every camera has. */
const WANTED = { width: { ideal: 1280 }, height: { ideal: 960 } };

/**
 * Asks for permission where it is not given, so that it is called on a click only.
 * @param id of the camera, or null for the machine's usual one.
 * @throws CameraError
 */
export async function openCamera(id: string | null): Promise<OpenCamera> {
  // Browsers hide the camera from pages that did not come securely.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!isSecureContext || !devices) throw cameraError('insecure');
  let stream: MediaStream | null = null;
  try {
    stream = await devices.getUserMedia({ audio: false, video: id === null ? WANTED : { ...WANTED, deviceId: { exact: id } } });
    const found = await devices.enumerateDevices();
    const choices = found
      .filter(({ kind, deviceId }) => kind === 'videoinput' && deviceId !== '')
      .map(({ deviceId, label }, index) => ({ id: deviceId, name: label || `Camera ${index + 1}` }));
    return { stream, id: stream.getVideoTracks()[0]?.getSettings().deviceId ?? '', choices };
  } catch (error) {
    if (stream) closeCamera(stream);
    throw cameraError(codeOf(error), error);
  }
}

/** Its light goes out. */
export function closeCamera(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/**
 * The frame that the camera shows now, as a PNG file of its full size.
 * @throws CameraError while it shows none
 */
export async function takeSnapshot(video: HTMLVideoElement, isMirrored: boolean): Promise<Blob> {
  const { videoWidth: width, videoHeight: height } = video;
  if (width === 0 || height === 0) throw cameraError('failed');
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { alpha: false })!;
  if (isMirrored) {
    context.translate(width, 0);
    context.scale(-1, 1);
  }
  context.drawImage(video, 0, 0, width, height);
  return canvas.convertToBlob({ type: 'image/png' });
}

/** The names of getUserMedia's refusals (Media Capture and Streams, 10.2). */
function codeOf(error: unknown): CameraErrorCode {
  switch (error instanceof DOMException || error instanceof Error ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
      return 'none';
    case 'NotReadableError':
    case 'AbortError':
      return 'in-use';
    case 'OverconstrainedError':
      return 'gone';
    default:
      return 'failed';
  }
}

const WORDS: Readonly<Record<CameraErrorCode, string>> = {
  insecure: 'The browser gives the camera only to pages that came over https or from this machine (localhost). Open the page in one of these ways, or drop a photograph.',
  denied: 'The camera was refused. Allow it for this page at the camera sign in the address bar, and in the system’s privacy settings, then try again; or drop a photograph.',
  none: 'No camera was found. Plug one in and try again, or drop a photograph.',
  'in-use': 'The camera could not be opened: another program or tab uses it, or it is switched off. Close that one and try again.',
  gone: 'That camera is no longer there. Choose another, or plug it in again.',
  failed: 'The camera shows no picture. Try again, or drop a photograph.',
};

export function cameraError(code: CameraErrorCode, cause?: unknown): CameraError {
  const reason = code === 'failed' && cause instanceof Error ? ` (${cause.message})` : '';
  return new CameraError(code, `${WORDS[code]}${reason}`);
}
