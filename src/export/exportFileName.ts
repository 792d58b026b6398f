export type ExportExtension = 'json' | 'csv' | 'npy' | 'png' | 'svg' | 'pixelsieve';

/** `pixelsieve-<model>-<image>.<ext>`, in characters that every file system takes; the picture's own extension goes. */
export function exportFileName(modelId: string, pictureName: string, extension: ExportExtension): string {
  const picture = pictureName.replace(/\.[a-z0-9]{1,5}$/i, '');
  return `pixelsieve-${sanitise(modelId)}-${sanitise(picture)}.${extension}`;
}

const PART_LENGTH_MOST = 60;

/** Letters and digits of any script, dots, dashes and underscores; runs of anything else become one dash. */
function sanitise(text: string): string {
  const kept = text
    .normalize('NFC')
    .replace(/^url:/, '')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
  // By characters, not code units: a cut-in-half one makes an invalid name.
  return [...kept].slice(0, PART_LENGTH_MOST).join('') || 'unnamed';
}
