/** The files in a zip; unpacking is loaded when the first one is opened. */
import type { FoundFile } from '../pictures/classifyFiles';

const UNPACKED_BYTES_MOST = 1.5e9;
const WANTED = /\.(json|bin|onnx|data|pb|txt|weight|weights)$|_data$|(^|\/)[^.]+$/i;

/** @throws Error with a message that names the file and is ready to show */
export async function unzipFiles(file: Blob, name: string): Promise<FoundFile[]> {
  const { unzip } = await import('fflate');
  const bytes = new Uint8Array(await file.arrayBuffer());
  let total = 0;
  try {
    const entries = await new Promise<Record<string, Uint8Array>>((resolve, reject) => {
      unzip(
        bytes,
        {
          filter: ({ name: path, originalSize }) => {
            if (path.endsWith('/') || !WANTED.test(path)) return false;
            total += originalSize;
            if (total > UNPACKED_BYTES_MOST) throw new Error(`unpacked it would hold more than ${UNPACKED_BYTES_MOST / 1e9} GB`);
            return true;
          },
        },
        (error, unpacked) => (error ? reject(error) : resolve(unpacked)),
      );
    });
    return Object.entries(entries).map(([path, data]) => ({ path, file: new File([data as Uint8Array<ArrayBuffer>], path.slice(path.lastIndexOf('/') + 1)) }));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`“${name}” cannot be unpacked (${why}). It may be cut off, or encrypted: unpack it on this machine and drop its folder.`, { cause: error });
  }
}

export const isZip = (name: string) => /\.zip$/i.test(name);
