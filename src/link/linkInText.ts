/** The link in a caption, or in any text that a link of this page is in; lines may be broken behind a &. null for none. */
export function linkInText(text: string): string | null {
  const start = text.search(/#v=1(&|\s|$)/);
  if (start < 0) return null;
  const [first = '', ...rest] = text.slice(start).trim().split(/\s+/);
  let link = first;
  for (const piece of rest) {
    if (!link.endsWith('&')) break;
    link += piece;
  }
  return link.replace(/[.,;)\]”"]+$/, '');
}
