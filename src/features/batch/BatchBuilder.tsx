import { useEffect, useMemo, useRef, useState } from 'react';
import { attributionMethod } from '../../core/spec';
import type { BatchPicture } from '../../state/batch/batch';
import { keyIn } from '../../state/batch/batch';
import { batchOfTable, picturesOfFiles, picturesToChoose } from '../../state/batch/batchSources';
import { startBatch } from '../../state/batch/batchStore';
import { chosenSubject } from '../../state/board/fromTable';
import { boardQueue } from '../../state/board/queueHandle';
import { clearTopic, readApp, tell, useApp } from '../../state/store';
import { useTray } from '../../state/tray';
import { batchTexts as texts } from '../../ui/textsBatch';
import { metricTexts } from '../../ui/textsMetrics';
import { PictureChoice } from './PictureChoice';

/** What a batch is of: everything from the bar above, and the pictures that are ticked here. */
export function BatchBuilder() {
  const samples = useApp((state) => state.samples);
  const model = useApp((state) => state.model);
  const setup = useApp((state) => state.setup);
  const tray = useTray((state) => state.pictures);
  const [offered, setOffered] = useState<readonly BatchPicture[]>([]);
  const [added, setAdded] = useState<readonly BatchPicture[]>([]);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const files = useRef<HTMLInputElement>(null);
  useEffect(() => {
    let isGone = false;
    void picturesToChoose({ samples, model }, tray).then((pictures) => !isGone && setOffered(pictures));
    return () => {
      isGone = true;
    };
  }, [samples, model, tray]);
  const all = useMemo(() => [...new Map([...offered, ...added].map((picture) => [keyIn(picture), picture])).values()], [offered, added]);
  const chosen = all.filter((picture) => !left.has(keyIn(picture)));
  const batch = batchOfTable({ model, setup }, chosenSubject(readApp()), chosen);
  const budget = attributionMethod(setup.metric) === null ? setup.budget : null;

  const addFiles = async (list: FileList | null) => {
    clearTopic('picture');
    const { pictures, refusals } = await picturesOfFiles([...(list ?? [])].map((file) => ({ blob: file, name: file.name })));
    setAdded((before) => [...before, ...pictures]);
    if (refusals.length > 0) tell('error', 'picture', ...refusals);
  };
  const start = () => {
    if (!batch || chosen.length === 0) return;
    void boardQueue();
    void startBatch(batch);
  };
  const toggle = (key: string) => setLeft((before) => new Set(before.has(key) ? [...before].filter((other) => other !== key) : [...before, key]));

  return (
    <section className="batch-builder">
      <header className="batch-intro">
        <h1>{texts.chooseTitle}</h1>
        <p>{texts.chooseHelp}</p>
        <p className="batch-subject" data-testid="batch-subject" title={texts.subjectHelp}>
          {batch ? texts.subject(batch.model.title, batch.layers.length, metricTexts(setup.metric).title, budget) : texts.noNetwork}
        </p>
      </header>
      <div className="batch-choose-head">
        <h2 className="label">{texts.choose}</h2>
        <button type="button" className="quiet" onClick={() => setLeft(new Set())}>{texts.all}</button>
        <button type="button" className="quiet" data-testid="batch-none" onClick={() => setLeft(new Set(all.map(keyIn)))}>{texts.none}</button>
        <button type="button" className="quiet" data-testid="batch-add" onClick={() => files.current?.click()}>{texts.addFiles}</button>
        <input
          ref={files} type="file" accept="image/*" multiple hidden data-testid="batch-files"
          onChange={(event) => void addFiles(event.target.files).then(() => files.current && (files.current.value = ''))}
        />
        <button type="button" className="action" data-testid="batch-start" disabled={!batch || chosen.length === 0} onClick={start}>
          {texts.start(chosen.length)}
        </button>
      </div>
      {all.length === 0 ? <p className="batch-empty">{texts.noOthers}</p> : (
        <ul className="batch-choices">
          {all.map((picture) => (
            <PictureChoice key={keyIn(picture)} picture={picture} isChosen={!left.has(keyIn(picture))} onToggle={() => toggle(keyIn(picture))} />
          ))}
        </ul>
      )}
    </section>
  );
}
