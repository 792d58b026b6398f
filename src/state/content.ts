import type { DroppedContent } from '../pictures/transfer';
import { openModelFiles } from './ownModels';
import { takePictures } from './takePictures';
import type { PictureOrigin } from './tray';
import { clearTopic, tell } from './store';

/** What was dropped, pasted or picked goes where it belongs; what is refused changes nothing. */
export function takeContent(content: DroppedContent, origin: PictureOrigin = 'file'): Promise<void> {
  clearTopic(content.kind === 'model' ? 'model' : 'picture');
  switch (content.kind) {
    case 'picture':
      return takePictures([content], origin);
    case 'pictures':
      return takePictures(content.pictures, origin);
    case 'model':
      return openModelFiles(content.name, content.files);
    case 'refused':
      tell('error', 'picture', content.message);
      return Promise.resolve();
    default: {
      const unknown: never = content;
      throw new Error(`unknown content ${JSON.stringify(unknown)}`);
    }
  }
}
