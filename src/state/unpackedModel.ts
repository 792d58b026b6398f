/** A network's files out of the zip that they may have come in. */
import { isZip, unzipFiles } from '../networks/unzip';
import { classifyFiles } from '../pictures/classifyFiles';
import { zipOfPictures, zipWithoutNetwork } from '../ui/textsModels';

/** @throws Error with a message that names the zip and is ready to show */
export async function unpackedModel(name: string, files: readonly File[]): Promise<{ name: string; files: readonly File[] }> {
  const zip = files.length === 1 && isZip(files[0]!.name) ? files[0]! : null;
  if (!zip) return { name, files };
  const content = classifyFiles(await unzipFiles(zip, zip.name));
  if (content.kind === 'model') return { name: content.name === 'model' ? name : content.name, files: content.files };
  const why = content.kind === 'refused' ? content.message : zipOfPictures;
  throw new Error(zipWithoutNetwork(zip.name, why));
}
