/** Of the format `pixelsieve.lesson`, whatever else is right or wrong with it; `head` is the beginning of the file. */
export function looksLikeLesson(head: string): boolean {
  return /"format"\s*:\s*"pixelsieve\.lesson"/.test(head);
}
