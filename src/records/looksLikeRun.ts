/** Of the format `pixelsieve.run`, whatever else is right or wrong with it; `head` is the beginning of the file. */
export function looksLikeRun(head: string): boolean {
  return /"format"\s*:\s*"pixelsieve\.run"/.test(head);
}
