import { partMissing } from '../ui/textsFrame';
import { tell } from './store';

/** A part of the page's code that is fetched when it is first wanted; where it cannot be, the page says so. */
export async function withPart<Part>(load: () => Promise<Part>, act: (part: Part) => Promise<void> | void): Promise<void> {
  let part: Part;
  try {
    part = await load();
  } catch (error) {
    return tell('error', 'part', partMissing(error instanceof Error ? error.message : String(error)));
  }
  await act(part);
}
