import { useEffect, useState } from 'react';
import { readTransfer } from '../../pictures/transfer';
import { takeContent } from '../../state/content';
import { texts } from '../../ui/texts';

/** The whole window takes drops and pastes; a veil says so while something hovers over it. */
export function DropTarget() {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    let depth = 0;
    const enter = (event: DragEvent) => {
      event.preventDefault();
      depth++;
      setOver(true);
    };
    const leave = () => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const over = (event: DragEvent) => event.preventDefault();
    const drop = (event: DragEvent) => {
      event.preventDefault();
      depth = 0;
      setOver(false);
      if (event.dataTransfer) void readTransfer(event.dataTransfer).then((content) => takeContent(content));
    };
    const paste = (event: ClipboardEvent) => {
      // Text pasted into a field is the field's.
      if (event.target instanceof HTMLInputElement || !event.clipboardData) return;
      void readTransfer(event.clipboardData).then((content) => takeContent(content, 'paste'));
    };
    addEventListener('dragenter', enter);
    addEventListener('dragleave', leave);
    addEventListener('dragover', over);
    addEventListener('drop', drop);
    addEventListener('paste', paste);
    return () => {
      removeEventListener('dragenter', enter);
      removeEventListener('dragleave', leave);
      removeEventListener('dragover', over);
      removeEventListener('drop', drop);
      removeEventListener('paste', paste);
    };
  }, []);
  if (!isOver) return null;
  return (
    <div className="veil" data-testid="drop-veil">
      <div className="veil-frame">
        <p className="veil-title">{texts.dropPicture}</p>
        <p>{texts.dropNote}</p>
      </div>
    </div>
  );
}
