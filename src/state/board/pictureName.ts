/** How the page calls a picture of a link. */
import { nameOfAddress, rawAddress } from '../../pictures/webAddress';
import { readApp } from '../store';

export const sampleOf = (link: string) => readApp().samples.find(({ id }) => `sample:${id}` === link);

export function pictureName(link: string): string {
  return sampleOf(link)?.title ?? (link.startsWith('url:') ? nameOfAddress(rawAddress(link.slice('url:'.length))) : link.replace(/^sample:/, ''));
}
