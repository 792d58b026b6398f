/** How long a browser may take to begin reading the blob; releasing it at once loses the download in some. */
const RELEASE_AFTER_MS = 60_000;

/** Hands the blob to the browser's downloads under that name. */
export function downloadBlob(blob: Blob, fileName: string): void {
  const address = URL.createObjectURL(blob);
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.download = fileName;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), RELEASE_AFTER_MS);
}
